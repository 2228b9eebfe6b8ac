using System.Net;
using Kiket.Portal.Audit;
using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>What a customer, an extension and its publisher notice of a container, with real calls to the extension.</summary>
public sealed class HostedInstallationTests : HostedInMemory
{
    private readonly LoopbackStandIns _standIns = new();
    private ExtensionServer _extension = null!;

    public override async Task InitializeAsync()
    {
        _extension = await ExtensionServer.StartAsync();
        _standIns.AddBelow(EdgeIngress.DefaultDomain, _extension.Address);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _extension.DisposeAsync();
    }

    protected override void More(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<AskExtension, AskExtension>());
        services.AddSingleton(new CallClient(new GuardedConnections(Dns.GetHostAddressesAsync, allowLoopback: true, _standIns)));
        services.Configure<PortalOptions>(options => options.PublicUrl = new Uri("https://portal.example/"));
    }

    [Fact]
    public async Task It_hears_of_its_installation_once_when_it_is_healthy_and_never_before()
    {
        await Bench.ReleaseAsync("1.0.0", Image);
        Engine.Health = _ => HealthResult.Refused;
        var number = await Bench.Installations.InstalledAsync();
        await SettleAsync();
        await Scenario.HandleEventsAsync();
        Assert.Empty(_extension.Calls);
        Assert.Equal(InstallationState.Active, (await Bench.Installations.FindAsync(number)).Installation.State);

        // It is healthy and not yet ready for calls, which is no failure of the installation.
        Engine.Health = _ => null;
        _extension.Answer = Status(503);
        await CycleAsync();
        await Scenario.HandleEventsAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Single(_extension.Calls);
        Assert.Equal(InstallationState.Active, (await Bench.Installations.FindAsync(number)).Installation.State);

        _extension.Answer = Status(200);
        Scenario.Clock.Advance(TimeSpan.FromSeconds(3));
        await Scenario.HandleEventsAsync();
        Assert.Equal(2, _extension.Calls.Count);
        Assert.Single(_extension.Calls.Select(call => call.Headers["X-Kiket-Invocation"]).Distinct());
        var received = _extension.Calls.Last();
        Assert.Equal(("/hooks", LifecycleEvents.Installed), (received.Path, received.Headers["X-Kiket-Event"]));
        Assert.Equal($"{(await Bench.DeploymentAsync()).Key}.apps.localhost", received.Headers["Host"]);

        // Another container of the same installation isn't another installation.
        Assert.True((await Scenario.Get<RestartDeployment>().RunAsync(number, null, Scenario.Gus, CancellationToken.None)).Succeeded);
        await SettleAsync();
        await Scenario.HandleEventsAsync();
        Assert.Equal(2, (await Bench.GenerationsAsync()).Count);
        Assert.Equal(2, _extension.Calls.Count);
    }

    [Fact]
    public async Task One_that_refuses_its_installation_goes_on_running_and_its_customer_reads_why()
    {
        _extension.Answer = context => context.Response.WriteAsync("""{"status":"deny","message":"No seats are left."}""");
        var number = await HealthyAsync();
        await Scenario.HandleEventsAsync();

        Assert.Equal(InstallationState.Active, (await Bench.Installations.FindAsync(number)).Installation.State);
        Assert.Equal("No seats are left.", Assert.Single(await Bench.Installations.OperationsAsync()).Warning);
        Assert.Contains("No seats are left.", (await NoticeAsync(Scenario.Gus.UserId, "installation.hosted_call_refused")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_hears_of_an_upgrade_and_a_rollback_in_the_container_of_that_version_and_of_its_end_while_it_runs()
    {
        var number = await HealthyAsync();
        await Scenario.HandleEventsAsync();
        _extension.Calls.Clear();

        await Bench.ReleaseAsync("1.1.0", new ReleaseImage("sha256:" + new string('2', 64), 8080, null));
        Assert.True((await Bench.Installations.UpgradeAsync(number, "1.1.0")).Succeeded);
        await Bench.Installations.WorkAsync();
        await Scenario.HandleEventsAsync();
        // The container of 1.0.0 still gets the calls.
        Assert.Empty(_extension.Calls);
        await HeardAsync(LifecycleEvents.Upgraded);

        Assert.True((await Bench.Installations.RollBackAsync(number)).Succeeded);
        await Bench.Installations.WorkAsync();
        await Scenario.HandleEventsAsync();
        Assert.Empty(_extension.Calls);
        await HeardAsync(LifecycleEvents.RolledBack);

        // It answers with an error, and nothing waits for it.
        _extension.Answer = Status(500);
        Assert.True((await Bench.Installations.UninstallAsync(number)).Succeeded);
        await Bench.Installations.WorkAsync();
        var told = Assert.Single(_extension.Calls);
        Assert.Equal(LifecycleEvents.Uninstalled, told.Headers["X-Kiket-Event"]);
        Assert.Contains("\"delete_by\":\"", told.Body, StringComparison.Ordinal);
        Assert.Equal(OperationState.Succeeded, (await Bench.Installations.OperationsAsync())[^1].State);
        await SettleAsync();
        Assert.Empty(Engine.Containers);
        Assert.Single(_extension.Calls);

        async Task HeardAsync(string happened)
        {
            await SettleAsync();
            await Scenario.HandleEventsAsync();
            Assert.Equal(happened, Assert.Single(_extension.Calls).Headers["X-Kiket-Event"]);
            _extension.Calls.Clear();
        }
    }

    [Fact]
    public async Task One_that_is_killed_with_nearly_all_of_its_memory_ran_out_of_it_and_its_customer_is_told_once()
    {
        await HealthyAsync();
        foreach (var (share, reason) in new[]
        {
            (0.89, "It was killed, most likely out of memory"), (0.9, "It ran out of memory"), (0.95, "It ran out of memory"),
        })
        {
            Engine.Memory = _ => (long)Math.Ceiling(256 * 1024 * 1024 * share);
            await Scenario.Get<MemoryUse>().MeasureAsync(CancellationToken.None);
            Engine.End(Assert.Single(Engine.Containers).Key, 137);
            await CycleAsync();

            Assert.Equal($"{reason} (256 MiB on minimal).", (await Bench.DeploymentAsync()).Reason);
            Assert.Equal(share < 0.9 ? 0 : 1, await CountAsync(Scenario.Gus.UserId, NotifyOfMemory.Event));
            await CycleAsync(TimeSpan.FromMinutes(1));
            await SettleAsync();
        }

        // What the one before used says nothing about the next.
        Engine.End(Assert.Single(Engine.Containers).Key, 137);
        await CycleAsync();
        Assert.StartsWith("It was killed", (await Bench.DeploymentAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_publisher_reads_output_while_the_customer_shares_it_and_for_a_day_at_most()
    {
        var number = await HealthyAsync();
        Engine.Output = [new LogLine(Scenario.Clock.GetUtcNow(), false, "mail from carla@globex.example")];
        await Scenario.Get<StoreOutput>().RunAsync((await Bench.GenerationsAsync())[0], CancellationToken.None);
        Assert.Empty(await SharedAsync());
        Assert.False((await ShareAsync(number, true, Scenario.Ada)).Succeeded);

        Assert.True((await ShareAsync(number, true, Scenario.Gus)).Succeeded);
        Assert.True((await ShareAsync(number, true, Scenario.Gus)).Succeeded);
        var shared = Assert.Single(await SharedAsync());
        Assert.Equal((number, "mail from carla@globex.example"), (shared.Number, Assert.Single(shared.Lines).Text));
        Assert.Equal(1, await CountAsync(Scenario.Ada.UserId, ShareOutput.Event));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "installation.output_shared")));
        var key = (await Bench.DeploymentAsync()).ExtensionKey;
        foreach (var other in new[] { Scenario.Gus, Scenario.Mia })
        {
            Assert.Equal(
                "extension_not_found", (await Scenario.Get<SharedOutputQueries>().RunAsync(key, other, CancellationToken.None)).Error?.Code);
        }

        Scenario.Clock.Advance(Deployment.OutputSharedFor - TimeSpan.FromTicks(1));
        Assert.Single(await SharedAsync());
        Scenario.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(await SharedAsync());

        Assert.True((await ShareAsync(number, true, Scenario.Gus)).Succeeded);
        Assert.True((await ShareAsync(number, false, Scenario.Gus)).Succeeded);
        Assert.Empty(await SharedAsync());
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "installation.output_unshared")));
    }

    [Fact]
    public async Task Suspended_for_30_days_nothing_stays_on_the_engine_and_paid_it_starts_anew()
    {
        await HealthyAsync();
        var (deployment, follow) = (await Bench.DeploymentAsync(), Scenario.Get<DeployInstallations>());
        var (id, organization, extension) = (deployment.InstallationId, deployment.OrganizationId, deployment.ExtensionKey);
        await follow.RunAsync(new InstallationSuspended(id, organization, extension), Scenario.Clock.GetUtcNow(), default);
        await CycleAsync();
        await CycleAsync(Deployment.NetworkStaysFor - TimeSpan.FromSeconds(2));
        Assert.Empty(Engine.Containers);
        Assert.Single(Engine.Networks);

        await CycleAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(Engine.Networks);
        deployment = await Bench.DeploymentAsync();
        Assert.Equal((DeploymentState.Suspended, null), (deployment.State, deployment.NetworkIndex));
        Assert.Single(await Bench.GenerationsAsync());

        await follow.RunAsync(new InstallationResumed(id, organization, extension), Scenario.Clock.GetUtcNow(), default);
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Single(Engine.Networks);
        Assert.Single(Engine.Containers);
    }

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private Task<Result> ShareAsync(long number, bool isShared, IActor actor) =>
        Scenario.Get<ShareOutput>().RunAsync(number, null, isShared, actor, CancellationToken.None);

    private async Task<IReadOnlyList<SharedOutput>> SharedAsync() => Scenario.Done(
        await Scenario.Get<SharedOutputQueries>().RunAsync((await Bench.DeploymentAsync()).ExtensionKey, Scenario.Ada, CancellationToken.None));

    private Task<int> CountAsync(Guid person, string happened) => Scenario.QueryAsync(db => Notices(db, person, happened).CountAsync());

    private Task<Notification> NoticeAsync(Guid person, string happened) => Scenario.QueryAsync(db => Notices(db, person, happened).SingleAsync());

    private static IQueryable<Notification> Notices(PortalDb db, Guid person, string happened) => db.Set<Notification>()
        .Where(notice => notice.UserId == person && notice.Key.StartsWith(happened));
}
