using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="ExpectedRowVersion">
/// The version of the draft that the person sees. Another one means that a colleague or another tab has saved since.
/// </param>
public sealed record DescribeSubmissionRequest(Guid SubmissionId, ListingDetails Details, int ExpectedRowVersion, Actor Actor);

/// <summary>
/// Saves listing details while they are typed. They may be incomplete; missing details only prevent the submission. Never
/// overwrites silently: refused with <c>submission_changed</c> when the draft has changed since.
/// </summary>
public sealed class DescribeSubmission(UnitOfWork unit, SubmissionTopic topic)
{
    /// <returns>The row version to expect with the next save.</returns>
    public async Task<Result<int>> RunAsync(DescribeSubmissionRequest request, CancellationToken cancellationToken)
    {
        if (DetailsBound.Problem(request.Details) is { } tooLarge)
        {
            return tooLarge;
        }

        var saved = await unit.RunAsync(
            work => DescribeAsync(work, request, cancellationToken),
            cancellationToken,
            db => SubmissionAccess.LostAsync(db, request.SubmissionId, cancellationToken));
        return saved.TryGet(out var submission, out var refused) ? submission.RowVersion : refused;
    }

    private async Task<Result<Submission>> DescribeAsync(Work work, DescribeSubmissionRequest request, CancellationToken cancellationToken)
    {
        if (!(await SubmissionAccess.OpenAsync(work.Db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.RowVersion != request.ExpectedRowVersion)
        {
            return SubmissionAccess.ChangedMeanwhile(submission);
        }

        if (submission.Describe(request.Details, SubmissionAccess.Publisher(request.Actor), work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Refresh(() => topic.PublishAsync(submission.Id));
        return submission;
    }
}
