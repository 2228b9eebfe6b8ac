using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>An organization as one of its members sees it in a list.</summary>
public sealed record OrganizationSummary(Guid Id, string Slug, string Name, OrganizationRole Role);

public sealed record MemberRow(Guid UserId, string Name, string Email, OrganizationRole Role, DateTimeOffset JoinedAt);

public sealed record InvitationRow(Guid Id, string Email, OrganizationRole Role, string InvitedBy, DateTimeOffset ExpiresAt);

/// <summary>Reads about organizations. The caller must check with <see cref="OrganizationAccess"/> first.</summary>
public sealed class OrganizationQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The person's organizations by name.</summary>
    public async Task<IReadOnlyList<OrganizationSummary>> ForUserAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from membership in db.Set<Membership>()
            join organization in db.Set<Organization>() on membership.OrganizationId equals organization.Id
            where membership.UserId == userId && organization.DeletedAt == null
            orderby organization.Name, organization.Slug
            select new OrganizationSummary(organization.Id, organization.Slug, organization.Name, membership.Role))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Name and slug of organizations by id, to show who published something.</summary>
    public async Task<IReadOnlyDictionary<Guid, (string Slug, string Name)>> NamesAsync(
        IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Organization>()
            .Where(organization => wanted.Contains(organization.Id))
            .ToDictionaryAsync(organization => organization.Id, organization => (organization.Slug, organization.Name), cancellationToken);
    }

    /// <summary>The website that its publisher's page shows; null for none.</summary>
    public async Task<string?> WebsiteAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Organization>()
            .Where(organization => organization.Id == organizationId)
            .Select(organization => organization.Website)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The people to notify in an organization.</summary>
    public async Task<IReadOnlyList<Guid>> MemberIdsAsync(
        Guid organizationId, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await MemberIdsAsync(db, organizationId, minimum, cancellationToken);
    }

    /// <summary>The same inside the caller's context.</summary>
    public static async Task<IReadOnlyList<Guid>> MemberIdsAsync(
        PortalDb db, Guid organizationId, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        var able = Enum.GetValues<OrganizationRole>().Where(role => role >= minimum).ToList();
        return await db.Set<Membership>()
            .Where(membership => membership.OrganizationId == organizationId && able.Contains(membership.Role))
            .Select(membership => membership.UserId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>True when the person has any role in the organization, because reviewers never decide about their own.</summary>
    public async Task<bool> IsMemberAsync(Guid organizationId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Membership>()
            .AnyAsync(membership => membership.OrganizationId == organizationId && membership.UserId == userId, cancellationToken);
    }

    public async Task<Page<MemberRow>> MembersAsync(Guid organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var members =
            from membership in db.Set<Membership>()
            join user in db.Set<PortalUser>() on membership.UserId equals user.Id
            where membership.OrganizationId == organizationId
            orderby user.DisplayName, user.Id
            select new MemberRow(user.Id, user.DisplayName, user.Email!, membership.Role, membership.JoinedAt);
        var total = await members.CountAsync(cancellationToken);
        var items = await members.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<MemberRow>(items, page, total);
    }

    /// <summary>Invitations that can still be accepted, newest first.</summary>
    public async Task<IReadOnlyList<InvitationRow>> OpenInvitationsAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from invitation in BackedInvitations.Open(BackedInvitations.Of(db), now)
            join inviter in db.Set<PortalUser>() on invitation.InvitedBy equals inviter.Id
            where invitation.OrganizationId == organizationId
            orderby invitation.CreatedAt descending
            select new InvitationRow(invitation.Id, invitation.Email, invitation.Role, inviter.DisplayName, invitation.ExpiresAt))
            .Take(200)
            .ToListAsync(cancellationToken);
    }
}
