using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>An operator marks a report as handled, with a note for the other operators, or opens it again.</summary>
public sealed class HandleReport(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    /// <param name="note">What was done; may be empty.</param>
    public Task<Result> RunAsync(Guid reportId, string? note, Actor actor, CancellationToken cancellationToken)
    {
        var text = note?.Trim() ?? "";
        if (text.Length > ListingReport.MaxNote)
        {
            return Task.FromResult<Result>(Error.Field("note", "note_length", $"The note has {text.Length} characters; the limit is {ListingReport.MaxNote}."));
        }

        return PlainText.HasHidden(text, hasLines: true)
            ? Task.FromResult<Result>(Error.Field("note", "note_characters", "The note holds invisible or control characters. Type it again as plain text."))
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

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await db.Set<ListingReport>().SingleOrDefaultAsync(candidate => candidate.Id == reportId, cancellationToken);
        if (report is null)
        {
            return Error.NotFound("report_not_found", "There is no such report any more. Reload the page.");
        }

        if (change(report) is { Succeeded: false } problem)
        {
            return problem;
        }

        RecordAudit.Add(
            db, actor, action, new AuditSubject("report", report.Id), clock.GetUtcNow(), after: new { report.ExtensionId, report.Reason, report.HandledNote });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return Result.Success();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Error.Conflict("report_changed", "Another operator changed this report at the same moment. Look at it again, then repeat what you did.");
        }
    }
}
