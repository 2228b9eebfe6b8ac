using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>A person on the publisher's side of a submission; can appear more than once.</summary>
public sealed class PublishersSide
{
    public required Guid SubmissionId { get; init; }

    public required Guid UserId { get; init; }
}

/// <summary>The people on the publisher's side of a submission, and the addresses of their pages.</summary>
public sealed class SubmissionPeople
{
    /// <summary>Owners and Admins of the publishing organization.</summary>
    public async Task<IReadOnlyList<Guid>> PublishersAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        await db.Set<Membership>()
            .Where(member => member.OrganizationId == submission.OrganizationId
                && (member.Role == OrganizationRole.Owner || member.Role == OrganizationRole.Admin))
            .Select(member => member.UserId)
            .ToListAsync(cancellationToken);

    /// <summary>Why a person may not review a submission; null when they may. Nobody reviews who is or was on the publisher's side.</summary>
    public static async Task<Error?> RefusalAsync(PortalDb db, Submission submission, Actor actor, CancellationToken cancellationToken)
    {
        if (await db.Set<Membership>().AnyAsync(
            member => member.OrganizationId == submission.OrganizationId && member.UserId == actor.UserId, cancellationToken))
        {
            return SubmissionAccess.OwnOrganization;
        }

        return await OnPublishersSide(db).AnyAsync(one => one.SubmissionId == submission.Id && one.UserId == actor.UserId, cancellationToken)
            ? SubmissionAccess.OwnSubmission
            : null;
    }

    /// <summary>
    /// Everyone on the publisher's side of every submission, as one rule for all callers: members of the organization now or
    /// at any time since the draft began, and whoever started it, submitted it, wrote in it or uploaded files for it.
    /// </summary>
    public static IQueryable<PublishersSide> OnPublishersSide(PortalDb db)
    {
        var members =
            from submission in db.Set<Submission>()
            join member in db.Set<Membership>() on submission.OrganizationId equals member.OrganizationId
            select new PublishersSide { SubmissionId = submission.Id, UserId = member.UserId };
        var formerMembers =
            from submission in db.Set<Submission>()
            join former in db.Set<FormerMembership>() on submission.OrganizationId equals former.OrganizationId
            where former.LeftAt >= submission.CreatedAt
            select new PublishersSide { SubmissionId = submission.Id, UserId = former.UserId };
        var starters = db.Set<Submission>().Select(submission => new PublishersSide { SubmissionId = submission.Id, UserId = submission.CreatedBy });
        var writers = db.Set<SubmissionEntry>()
            .Where(entry => entry.Side == Side.Publisher)
            .Select(entry => new PublishersSide { SubmissionId = entry.SubmissionId, UserId = entry.AuthorId });
        // A file inherited from an earlier version does not show who works on this one.
        var uploaders =
            from attachment in db.Set<Attachment>()
            join submission in db.Set<Submission>() on attachment.SubmissionId equals submission.Id
            join upload in db.Set<Upload>() on attachment.UploadId equals upload.Id
            where upload.UploadedAt >= submission.CreatedAt
            select new PublishersSide { SubmissionId = submission.Id, UserId = upload.UploadedBy };
        return members.Concat(formerMembers).Concat(starters).Concat(writers).Concat(uploaders);
    }

    /// <summary>The path of a draft's wizard.</summary>
    public async Task<string> DraftAddressAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var slug = await db.Set<Organization>()
            .Where(organization => organization.Id == submission.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        return $"/orgs/{slug}/extensions/submit/{submission.Id}";
    }

    /// <summary>The path of the publisher's status page.</summary>
    public async Task<string> StatusAddressAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var slug = await db.Set<Organization>()
            .Where(organization => organization.Id == submission.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        return $"/orgs/{slug}/extensions/submissions/{submission.Id}";
    }
}
