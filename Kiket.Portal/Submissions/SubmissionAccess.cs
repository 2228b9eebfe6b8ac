using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// The only way for a publisher to open a submission: loads it tracked and with its timeline when the person may publish
/// for its organization. A submission of another organization is reported as not found.
/// </summary>
public sealed class SubmissionAccess(SubmissionTopic topic, SubmissionListTopic lists)
{
    public static Error NotFound => Error.NotFound(
        "submission_not_found", "Your organizations have no such submission. Check the address, or open it from the list of submissions.");

    public static Error OwnOrganization => Error.Forbidden(
        "own_organization", "You belong to the organization that submitted this. Another reviewer must decide.");

    public static Error OwnSubmission => Error.Forbidden(
        "own_submission", "You worked on this submission, or have been in its organization since the draft began. Another reviewer must decide.");

    /// <summary>The submission for changes by an Owner or Admin of its organization.</summary>
    public static async Task<Result<Submission>> OpenAsync(PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        (await CheckAsync(db, await LoadAsync(db, submissionId, cancellationToken), actor, cancellationToken)).TryGet(out var opened, out var error)
            ? opened.Submission
            : error;

    /// <summary>The same for reading: not tracked, with the membership of the person.</summary>
    public static async Task<Result<(Submission Submission, OrganizationMember Member)>> ReadAsync(
        PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        await CheckAsync(db, await FindAsync(db.Set<Submission>().AsNoTracking(), submissionId, cancellationToken), actor, cancellationToken);

    public static Task<Submission?> LoadAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) =>
        FindAsync(db.Set<Submission>(), submissionId, cancellationToken);

    private static Task<Submission?> FindAsync(IQueryable<Submission> submissions, Guid submissionId, CancellationToken cancellationToken) =>
        submissions
            .Include(submission => submission.Entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Id))
            .Include(submission => submission.ChangeRequests.OrderBy(item => item.Number))
            .Include(submission => submission.Attachments.OrderBy(attachment => attachment.Position))
            .ThenInclude(attachment => attachment.Upload)
            .AsSplitQuery()
            .SingleOrDefaultAsync(submission => submission.Id == submissionId && submission.DeletedAt == null, cancellationToken);

    private static async Task<Result<(Submission Submission, OrganizationMember Member)>> CheckAsync(
        PortalDb db, Submission? submission, Actor actor, CancellationToken cancellationToken)
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

    /// <summary>The error for a change that lost against a simultaneous one.</summary>
    public static async Task<Error> LostAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) =>
        await LoadAsync(db, submissionId, cancellationToken) is { } submission ? ChangedMeanwhile(submission) : NotFound;

    public const string ChangedCode = "submission_changed";

    public static Error ChangedMeanwhile(Submission submission) => Error.Conflict(
        ChangedCode,
        $"{submission.ChangedByName} has just changed this submission. Review the changes, then try again.");
}
