using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Ratings;

/// <summary>Organizations that have run an extension for long, in a portal whose clock nobody moves.</summary>
internal static class Customers
{
    /// <summary>The organization is a year old and has run it for a hundred days.</summary>
    public static async Task RunAsync(IServiceProvider services, string organization, string extensionId)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var now = DateTimeOffset.UtcNow;
        var (year, start) = (now.AddYears(-1), now.AddDays(-100));
        await db.Set<Organization>().Where(one => one.Slug == organization)
            .ExecuteUpdateAsync(update => update.SetProperty(one => one.CreatedAt, year));
        var customer = await db.Set<Organization>().Where(one => one.Slug == organization).Select(one => one.Id).SingleAsync();
        var listing = await db.Set<Listing>().AsNoTracking().SingleAsync(one => one.ExtensionId == extensionId);
        var person = await db.Set<Membership>().Where(one => one.OrganizationId == customer).Select(one => one.UserId).FirstAsync();
        var installation = Installation.Start(
            customer,
            listing.ExtensionKey,
            new InstalledRelease(listing.ReleaseId, listing.OfferId, 0),
            new KnownPublisher(listing.OrganizationId, 0),
            new Actor(person, "Gus", null, null),
            start);
        installation.Activate(start);
        db.Add(installation);
        await db.SaveChangesAsync();
    }
}
