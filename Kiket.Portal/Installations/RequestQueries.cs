using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>A member's request in the list of those who can install.</summary>
public sealed record RequestRow(Guid Id, string Person, string ExtensionId, string Name, string Summary, DateTimeOffset At, string Registry);

/// <summary>Reads what members ask for.</summary>
public sealed class RequestQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>
    /// Those that wait, oldest first, at most <see cref="PageRequest.MaxSize"/>; without those of people who have left. The caller must check
    /// the role.
    /// </summary>
    public async Task<IReadOnlyList<RequestRow>> WaitingAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from request in db.Set<InstallationRequest>()
            where request.OrganizationId == organizationId && request.State == RequestState.Waiting
            join membership in db.Set<Membership>()
                on new { request.OrganizationId, UserId = request.PersonId } equals new { membership.OrganizationId, membership.UserId }
            join person in db.Set<PortalUser>() on request.PersonId equals person.Id
            join listing in db.Set<Listing>() on request.ExtensionKey equals listing.ExtensionKey
            where listing.State == ListingState.Listed
            orderby request.At, request.Id
            select new RequestRow(request.Id, person.DisplayName, listing.ExtensionId, listing.Name, listing.Summary, request.At, listing.Registry))
            .Take(PageRequest.MaxSize)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The person's own last request for an extension; null when they never asked.</summary>
    public async Task<InstallationRequest?> LastAsync(Guid organizationId, Guid extensionKey, Guid personId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<InstallationRequest>().AsNoTracking()
            .Where(request => request.OrganizationId == organizationId && request.ExtensionKey == extensionKey && request.PersonId == personId)
            .OrderByDescending(request => request.At).ThenByDescending(request => request.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
