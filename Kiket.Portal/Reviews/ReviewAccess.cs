using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>The only way for a reviewer to open a submission: checks the role each time and refuses everyone on the publisher's side.</summary>
public sealed class ReviewAccess
{
    /// <summary>The submission, tracked with its timeline, for a reviewer who may work on it.</summary>
    public Task<Result<Submission>> OpenAsync(PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        SubmissionReviewers.OpenAsync(db, submissionId, actor, cancellationToken);

    /// <summary>The same, but refused while another reviewer has claimed it: for changes that only the claimant may make.</summary>
    public async Task<Result<Submission>> OpenClaimedAsync(PortalDb db, Guid submissionId, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var claim = await ClaimAsync(db, submissionId, cancellationToken);
        return claim is not null && claim.IsActive(now) && claim.ReviewerId != actor.UserId ? ClaimedByAnother(claim, now) : submission;
    }

    public static Task<ReviewClaim?> ClaimAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) =>
        db.Set<ReviewClaim>().SingleOrDefaultAsync(claim => claim.SubmissionId == submissionId, cancellationToken);

    public static Error ClaimedByAnother(ReviewClaim claim, DateTimeOffset now) => Error.Conflict(
        "review_held", $"{claim.ReviewerName} has claimed this for another {Minutes(claim.Until - now)}. Take it over if they agree, or wait.");

    /// <summary>"12 min", never "0 min" while there is time left.</summary>
    public static string Minutes(TimeSpan time) => FormattableString.Invariant($"{Math.Max(1, (int)Math.Ceiling(time.TotalMinutes))} min");
}
