using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>A person's current membership of an organization.</summary>
public sealed record OrganizationMember(Guid OrganizationId, string Slug, string Name, Guid UserId, OrganizationRole Role);

/// <summary>The only access check for an organization: every use case and page uses it.</summary>
public sealed class OrganizationAccess(IDbContextFactory<PortalDb> databases)
{
    /// <summary>
    /// The member, if they have at least <paramref name="minimum"/>. NotFound when the organization doesn't exist or the
    /// person isn't a member (both look the same); Gone when it was deleted; Forbidden when the role is too low.
    /// </summary>
    /// <param name="slugOrId">The slug, or the id as text.</param>
    public async Task<Result<OrganizationMember>> RequireAsync(
        string slugOrId, Guid userId, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RequireAsync(db, slugOrId, userId, minimum, cancellationToken);
    }

    /// <inheritdoc cref="RequireAsync(string, Guid, OrganizationRole, CancellationToken)"/>
    public Task<Result<OrganizationMember>> RequireAsync(
        Guid organizationId, Guid userId, OrganizationRole minimum, CancellationToken cancellationToken) =>
        RequireAsync(organizationId.ToString(), userId, minimum, cancellationToken);

    /// <summary>The same inside the caller's context, so that the check and the action share one transaction.</summary>
    public static async Task<Result<OrganizationMember>> RequireAsync(
        PortalDb db, string slugOrId, Guid userId, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        var id = Guid.TryParse(slugOrId, out var parsed) ? parsed : (Guid?)null;
        // Slugs are in lower case, whatever the address says.
        var slug = slugOrId.ToLowerInvariant();
        var found = await (
            from membership in db.Set<Membership>()
            join organization in db.Set<Organization>() on membership.OrganizationId equals organization.Id
            where membership.UserId == userId && (id == null ? organization.Slug == slug : organization.Id == id)
                // They are signed out and refused elsewhere too, but this check doesn't rely on that.
                && !db.Set<Accounts.PortalUser>().Any(user => user.Id == userId && user.LockedAt != null)
            select new { organization.Id, organization.Slug, organization.Name, organization.DeletedAt, membership.Role })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Absent(slugOrId);
        }

        if (found.DeletedAt is { } deletedAt)
        {
            return Deleted(found.Name, deletedAt);
        }

        var member = new OrganizationMember(found.Id, found.Slug, found.Name, userId, found.Role);

        return member.Role >= minimum ? member : await TooLowAsync(db, member, minimum, cancellationToken);
    }

    private static Error Deleted(string name, DateTimeOffset at) => Error.Gone(
        "organization_deleted",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name} was deleted on {at:d MMMM yyyy}. Its invoices, statements and audit log are kept; ask the operators of the marketplace for them."));

    internal static Error Absent(string slugOrId) => Error.NotFound(
        "organization_not_found",
        $"You don't belong to an organization \"{Shorten(slugOrId)}\". Check the address, or ask for an invitation.");

    private static async Task<Error> TooLowAsync(
        PortalDb db, OrganizationMember member, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        // In memory, because a role is stored by name, which SQL can't compare as a rank. There are few members, so few rows.
        var able = Enum.GetValues<OrganizationRole>().Where(role => role >= minimum).ToList();
        var names = await (
            from membership in db.Set<Membership>()
            join user in db.Set<Accounts.PortalUser>() on membership.UserId equals user.Id
            where membership.OrganizationId == member.OrganizationId && able.Contains(membership.Role)
            orderby user.DisplayName
            select user.DisplayName)
            .Take(3)
            .ToListAsync(cancellationToken);
        return Error.Forbidden(
            "role_too_low",
            $"This needs the role {minimum} in {member.Name}; you are {member.Role}. Ask {string.Join(" or ", names)}.");
    }

    private static string Shorten(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
