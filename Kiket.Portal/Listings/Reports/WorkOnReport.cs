using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Listings.Reports;

/// <summary>An operator or a reviewer takes a report, gives it back, or replies to the person who sent it.</summary>
public sealed class WorkOnReport(ChangeReport change, NotifyPeople notify)
{
    public Task<Result> TakeAsync(Guid reportId, Actor actor, CancellationToken cancellationToken) => change.RunAsync(
        reportId, "report.taken", (work, report) => Task.FromResult(report.Take(actor, work.Now)), actor, cancellationToken);

    public Task<Result> GiveBackAsync(Guid reportId, Actor actor, CancellationToken cancellationToken) => change.RunAsync(
        reportId, "report.given_back", (work, report) => Task.FromResult(report.GiveBack(actor, work.Now)), actor, cancellationToken);

    /// <summary>
    /// Replies to somebody who was signed in, who is notified without the name of the person who replies. To everyone else it only records what
    /// was written: the portal sends no mail to addresses that it doesn't know.
    /// </summary>
    public Task<Result> ReplyAsync(Guid reportId, string? reply, Actor actor, CancellationToken cancellationToken)
    {
        var text = reply?.Trim() ?? "";
        return PlainText.Problem(text, "reply", "The reply", ListingReport.MaxNote, "Write what the sender should know.") is { } problem
            ? Task.FromResult<Result>(problem)
            : change.RunAsync(
                reportId,
                "report.replied",
                async (work, report) =>
                {
                    if (report is { ReportedBy: null, Contact.Length: 0 })
                    {
                        return Error.Conflict("report_anonymous", "The sender left no address and wasn't signed in, so nobody can receive a reply.");
                    }

                    report.Reply(text, actor, work.Now);
                    if (report.ReportedBy is { } sender)
                    {
                        await notify.AddAsync(work.Db, [sender], Notice(report, text), cancellationToken);
                        work.Refresh(() => notify.PublishAsync([sender]));
                    }

                    return Result.Success();
                },
                actor,
                cancellationToken);
    }

    private static NotificationDraft Notice(ListingReport report, string text) => new(
        NotificationKind.Support,
        "report.replied",
        $"{report.Id}:{report.Entries.Count}",
        $"A reply to your report on {report.ListingName}",
        text,
        "/marketplace/" + Uri.EscapeDataString(report.ExtensionId));
}
