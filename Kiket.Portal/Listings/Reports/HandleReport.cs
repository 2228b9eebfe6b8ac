using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings.Reports;

/// <summary>An operator or a reviewer marks a report as handled, with a note for the others, or opens it again.</summary>
public sealed class HandleReport(ChangeReport change)
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
            : change.RunAsync(
                reportId, "report.handled", (work, report) => Task.FromResult(report.Handle(text, actor, work.Now)), actor, cancellationToken);
    }

    public Task<Result> ReopenAsync(Guid reportId, Actor actor, CancellationToken cancellationToken) => change.RunAsync(
        reportId, "report.reopened", (work, report) => Task.FromResult(report.Reopen(actor, work.Now)), actor, cancellationToken);
}
