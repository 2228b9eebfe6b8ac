using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>
/// Finds out whether another reviewer could still approve a submission. With few reviewers there may be none: then it
/// cannot be passed on, and a reviewer who passed it on earlier may decide on it again.
/// </summary>
internal static class OtherReviewers
{
    public static Error NobodyElse => Error.Conflict(
        "nobody_else", "No other reviewer can approve this. Decide on it yourself, or ask an operator to add another reviewer.");

    /// <summary>
    /// Whether anyone else may review it, which in the marketplace means: has the role, is not on the publisher's side, and has neither approved
    /// it nor passed it on since this submit, nor rejected what is appealed now.
    /// </summary>
    /// <param name="first">The first of two approvals; null when there is none.</param>
    public static async Task<bool> RemainAsync(PortalDb db, Submission submission, Approval? first, Guid beside, CancellationToken cancellationToken) =>
        await (await FindAsync(db, submission, first, beside, cancellationToken)).AnyAsync(cancellationToken);

    /// <summary>Their names, by name; at most <paramref name="most"/>.</summary>
    /// <inheritdoc cref="RemainAsync"/>
    public static async Task<IReadOnlyList<string>> NamesAsync(
        PortalDb db, Submission submission, Approval? first, Guid beside, int most, CancellationToken cancellationToken) =>
        await (await FindAsync(db, submission, first, beside, cancellationToken))
            .OrderBy(person => person.DisplayName)
            .Select(person => person.DisplayName)
            .Take(most)
            .ToListAsync(cancellationToken);

    private static async Task<IQueryable<PortalUser>> FindAsync(
        PortalDb db, Submission submission, Approval? first, Guid beside, CancellationToken cancellationToken)
    {
        if (submission.IsPrivate)
        {
            var able = await SubmissionReviewers.WhoMayDecideAsync(db, submission, cancellationToken);
            var passedOn = await db.Set<Escalation>()
                .Where(left => left.SubmissionId == submission.Id && left.SubmittedAt == submission.SubmittedAt)
                .Select(left => left.ReviewerId)
                .ToListAsync(cancellationToken);
            var left = able.Except(passedOn).Where(person => person != beside).ToList();
            return db.Set<PortalUser>().Where(person => left.Contains(person.Id));
        }

        var approver = first?.ReviewerId;
        var rejected = submission.IsAppeal ? submission.RejectedBy : [];
        var publishers = SubmissionPeople.OnPublishersSide(db).Where(one => one.SubmissionId == submission.Id).Select(one => one.UserId);
        return db.Set<PortalUser>().Where(
            person => person.Id != beside
                && (person.PlatformRoles & PlatformRoles.Reviewer) == PlatformRoles.Reviewer
                && person.Id != approver
                && !rejected.Contains(person.Id)
                && !publishers.Contains(person.Id)
                && !db.Set<Escalation>().Any(
                    left => left.SubmissionId == submission.Id && left.SubmittedAt == submission.SubmittedAt && left.ReviewerId == person.Id));
    }
}
