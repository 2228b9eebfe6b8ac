using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>An operator marks a report as handled, with a note for the other operators, or opens it again.</summary>
public sealed class HandleReport(UnitOfWork unit, PlatformAccess platform, TimeProvider clock)
{
    /// <param name="note">What was done; may be empty.</param>
    public Task<Result> RunAsync(Guid reportId, string? note, Actor actor, CancellationToken cancellationToken)
    {
        var text = note?.Trim() ?? "";
        if (text.Length > ListingReport.MaxNote)
        {
            return Task.FromResult<Result>(
                Error.Field("note", "note_length", $"The note has {text.Length} characters. Use at most {ListingReport.MaxNote}."));
        }

        return PlainText.HasHidden(text, hasLines: true)
            ? Task.FromResult<Result>(
                Error.Field("note", "note_characters", "The note contains invisible or control characters. Type it again as plain text."))
            : ChangeAsync(reportId, "report.handled", report => report.Handle(text, actor, clock.GetUtcNow()), actor, cancellationToken);
    }

    public Task<Result> ReopenAsync(Guid reportId, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(reportId, "report.reopened", report => report.Reopen(), actor, cancellationToken);

    private async Task<Result> ChangeAsync(Guid reportId, string action, Func<ListingReport, Result> change, Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await unit.RunAsync(
            work => ChangeAsync(work, reportId, action, change, actor, cancellationToken),
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("report_changed", "Another operator changed this report at the same moment. Check it, then try again.")));
    }

    private static async Task<Result> ChangeAsync(
        Work work, Guid reportId, string action, Func<ListingReport, Result> change, Actor actor, CancellationToken cancellationToken)
    {
        var report = await work.Db.Set<ListingReport>().SingleOrDefaultAsync(candidate => candidate.Id == reportId, cancellationToken);
        if (report is null)
        {
            return Error.NotFound("report_not_found", "This report no longer exists. Reload the page.");
        }

        if (change(report) is { Succeeded: false } problem)
        {
            return problem;
        }

        work.Audit(actor, action, new AuditSubject("report", report.Id), after: new { report.ExtensionId, report.Reason, report.HandledNote });
        return Result.Success();
    }
}
