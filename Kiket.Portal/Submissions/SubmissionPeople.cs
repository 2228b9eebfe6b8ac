using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Whom a submission concerns on the publisher's side, and where they look.</summary>
public sealed class SubmissionPeople
{
    /// <summary>Owners and Admins of the publishing organization.</summary>
    public async Task<IReadOnlyList<Guid>> PublishersAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        await db.Set<Membership>()
            .Where(member => member.OrganizationId == submission.OrganizationId && (member.Role == OrganizationRole.Owner || member.Role == OrganizationRole.Admin))
            .Select(member => member.UserId)
            .ToListAsync(cancellationToken);

    /// <summary>Whether a person is a member of the publishing organization, in whatever role: they do not review it.</summary>
    public static Task<bool> BelongsAsync(PortalDb db, Submission submission, Actor actor, CancellationToken cancellationToken) =>
        db.Set<Membership>().AnyAsync(member => member.OrganizationId == submission.OrganizationId && member.UserId == actor.UserId, cancellationToken);

    /// <summary>The wizard on a draft, as a path.</summary>
    public async Task<string> DraftAddressAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var slug = await db.Set<Organization>().Where(organization => organization.Id == submission.OrganizationId).Select(organization => organization.Slug).SingleAsync(cancellationToken);
        return $"/orgs/{slug}/extensions/submit/{submission.Id}";
    }

    /// <summary>The publisher's status page, as a path.</summary>
    public async Task<string> StatusAddressAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var slug = await db.Set<Organization>().Where(organization => organization.Id == submission.OrganizationId).Select(organization => organization.Slug).SingleAsync(cancellationToken);
        return $"/orgs/{slug}/extensions/submissions/{submission.Id}";
    }
}
