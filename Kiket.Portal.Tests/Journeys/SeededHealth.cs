using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Tests.Analytics;
using Kiket.Portal.Tests.Ratings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>An installation that Kiket hosts and that reported calls.</summary>
internal static class SeededHealth
{
    /// <summary>Three calls worked and one failed: the installation's number.</summary>
    public static async Task<long> AddAsync(PortalServer portal, string organization, string extension)
    {
        await Customers.RunAsync(portal.Services, organization, extension);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var key = await db.Set<Listing>().Where(one => one.ExtensionId == extension).Select(one => one.ExtensionKey).SingleAsync();
        var installation = await db.Set<Installation>().SingleAsync(one => one.ExtensionKey == key);
        var now = DateTimeOffset.UtcNow;
        db.Add(Deployment.Request(installation.Id, installation.OrganizationId, key, installation.ReleaseId, installation.OfferId, now));
        await db.SaveChangesAsync();

        var totals = new AggregateTelemetry(new NothingKnown());
        await totals.AddAsync(Sent.Hosted(installation.Id), Sent.Ok(), now, 3);
        await totals.AddAsync(Sent.Hosted(installation.Id), Sent.Failed(), now);
        await portal.Services.GetRequiredService<StoreTelemetry>().RunAsync(7, totals.Changed(), CancellationToken.None);
        return installation.Number;
    }
}
