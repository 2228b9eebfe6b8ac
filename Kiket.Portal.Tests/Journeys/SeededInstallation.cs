using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The state in which a journey about an installation begins, made by the use case behind the install button.</summary>
internal static class SeededInstallation
{
    /// <summary>Globex runs it: the installation's number.</summary>
    public static async Task<long> AddAsync(PortalServer portal, string extension, string? version = null)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var customer = await db.Set<PortalUser>().Where(user => user.Email == "customer@globex.example")
            .Select(user => new Actor(user.Id, user.DisplayName, null, null)).SingleAsync();
        var started = await scope.ServiceProvider.GetRequiredService<InstallExtension>().RunAsync(
            new InstallExtensionRequest("globex", extension, Registry: null, version, Consent: null, customer), CancellationToken.None);
        Assert.True(started.Succeeded, started.Error?.Message);
        await Wait.UntilAsync(
            () => db.Set<Installation>().AsNoTracking().Where(one => one.Number == started.Value.Number).Select(one => one.State).SingleAsync(),
            state => state == InstallationState.Active);
        return started.Value.Number;
    }
}
