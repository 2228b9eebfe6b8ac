using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="ExpectedRowVersion">The version of the draft that the person sees; another one means a colleague or another tab saved meanwhile.</param>
public sealed record DescribeSubmissionRequest(Guid SubmissionId, ListingDetails Details, int ExpectedRowVersion, Actor Actor);

/// <summary>
/// Saves listing details as they are typed: incomplete is fine here, what is missing stops only the submit. Never
/// overwrites silently: refused with <c>submission_changed</c> when the draft moved on.
/// </summary>
public sealed class DescribeSubmission(IDbContextFactory<PortalDb> databases, SubmissionTopic topic, TimeProvider clock)
{
    /// <summary>The row version to expect with the next save.</summary>
    public async Task<Result<int>> RunAsync(DescribeSubmissionRequest request, CancellationToken cancellationToken)
    {
        if (DetailsBound.Problem(request.Details) is { } tooLarge)
        {
            return tooLarge;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.RowVersion != request.ExpectedRowVersion)
        {
            return SubmissionAccess.ChangedMeanwhile(submission);
        }

        if (submission.Describe(request.Details, SubmissionAccess.Publisher(request.Actor), clock.GetUtcNow()) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SubmissionAccess.ChangedMeanwhile(submission);
        }

        await topic.PublishAsync(submission.Id);
        return submission.RowVersion;
    }
}
