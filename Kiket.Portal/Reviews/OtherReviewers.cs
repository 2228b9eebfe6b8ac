using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>
/// Who beside one reviewer could still approve what is in review. Where reviewers are few this may be nobody: then it
/// cannot be left to another, and whoever left it before may come back to it.
/// </summary>
internal static class OtherReviewers
{
    public static Error NobodyElse => Error.Conflict(
        "nobody_else", "There is no other reviewer who could approve this. Decide on it yourself, or ask an operator to name another reviewer.");

    /// <summary>
    /// Whether anybody else holds the role, is not on the publisher's side, and has neither approved this
    /// hand-in, nor left it to another, nor rejected what is appealed against.
    /// </summary>
    /// <param name="first">The first of two approvals, when it was given.</param>
    public static async Task<bool> RemainAsync(PortalDb db, Submission submission, Approval? first, Guid beside, CancellationToken cancellationToken)
    {
        var approver = first?.ReviewerId;
        var rejected = submission.IsAppeal ? submission.RejectedBy : [];
        var publishers = SubmissionPeople.OnPublishersSide(db).Where(one => one.SubmissionId == submission.Id).Select(one => one.UserId);
        return await db.Set<PortalUser>().AnyAsync(
            person => person.Id != beside
                && (person.PlatformRoles & PlatformRoles.Reviewer) == PlatformRoles.Reviewer
                && person.Id != approver
                && !rejected.Contains(person.Id)
                && !publishers.Contains(person.Id)
                && !db.Set<Escalation>().Any(left => left.SubmissionId == submission.Id && left.SubmittedAt == submission.SubmittedAt && left.ReviewerId == person.Id),
            cancellationToken);
    }
}
