using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// The one door to a submission for its publisher: loads it tracked with its timeline, when the person may
/// publish for its organization. Somebody else's and absent look alike.
/// </summary>
public sealed class SubmissionAccess(SubmissionTopic topic, SubmissionListTopic lists)
{
    public static Error NotFound => Error.NotFound(
        "submission_not_found", "There is no such submission in your organizations. Check the address, or open it from the list of submissions.");

    public static Error OwnOrganization => Error.Forbidden(
        "own_organization", "You belong to the organization that submitted this. Another reviewer must decide on it.");

    public static Error OwnSubmission => Error.Forbidden(
        "own_submission", "You worked on this submission, or belonged to its organization since the draft began. Another reviewer must decide on it.");

    /// <summary>The submission to change, for an Owner or Admin of its organization.</summary>
    public static async Task<Result<Submission>> OpenAsync(PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        (await CheckAsync(db, await LoadAsync(db, submissionId, cancellationToken), actor, cancellationToken)).TryGet(out var opened, out var error)
            ? opened.Submission
            : error;

    /// <summary>The same to look at: not tracked, and with the place of who looks.</summary>
    public static async Task<Result<(Submission Submission, OrganizationMember Member)>> ReadAsync(PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        await CheckAsync(db, await FindAsync(db.Set<Submission>().AsNoTracking(), submissionId, cancellationToken), actor, cancellationToken);

    public static Task<Submission?> LoadAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) => FindAsync(db.Set<Submission>(), submissionId, cancellationToken);

    private static Task<Submission?> FindAsync(IQueryable<Submission> submissions, Guid submissionId, CancellationToken cancellationToken) =>
        submissions
            .Include(submission => submission.Entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Id))
            .Include(submission => submission.ChangeRequests.OrderBy(item => item.Number))
            .Include(submission => submission.Attachments.OrderBy(attachment => attachment.Position))
            .ThenInclude(attachment => attachment.Upload)
            .AsSplitQuery()
            .SingleOrDefaultAsync(submission => submission.Id == submissionId && submission.DeletedAt == null, cancellationToken);

    private static async Task<Result<(Submission Submission, OrganizationMember Member)>> CheckAsync(PortalDb db, Submission? submission, Actor actor, CancellationToken cancellationToken)
    {
        if (submission is null)
        {
            return NotFound;
        }

        var access = await OrganizationAccess.RequireAsync(db, submission.OrganizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (access.TryGet(out var member, out var error))
        {
            return (submission, member);
        }

        return error.Kind == ErrorKind.NotFound ? NotFound : error;
    }

    /// <summary>After the commit: refreshes open pages of the submission, of its organization and of the queue.</summary>
    public async Task PublishAsync(Submission submission)
    {
        await topic.PublishAsync(submission.Id);
        await lists.PublishAsync(submission.OrganizationId);
        await lists.PublishAsync(SubmissionListTopic.Queue);
    }

    public static Author Publisher(Actor actor) => new(actor.UserId, actor.Name, Side.Publisher);

    /// <summary>The sentence for a change of a submission that lost against another one.</summary>
    public static async Task<Error> LostAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) =>
        await LoadAsync(db, submissionId, cancellationToken) is { } submission ? ChangedMeanwhile(submission) : NotFound;

    public const string ChangedCode = "submission_changed";

    public static Error ChangedMeanwhile(Submission submission) => Error.Conflict(
        ChangedCode,
        $"{submission.ChangedByName} changed this submission meanwhile. Look at what changed, then try again.");
}
