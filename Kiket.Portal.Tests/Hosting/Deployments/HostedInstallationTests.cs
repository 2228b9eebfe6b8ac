using Kiket.Portal.Audit;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>What a customer, an extension and its publisher notice of a container, with real calls to the extension.</summary>
public sealed class HostedInstallationTests : HostedWithExtension
{
    [Fact]
    public async Task One_that_refuses_its_installation_goes_on_running_and_its_customer_reads_why()
    {
        Extension.Answer = context => context.Response.WriteAsync("""{"status":"deny","message":"No seats are left."}""");
        var number = await HealthyAsync();
        await Scenario.HandleEventsAsync();

        Assert.Equal(InstallationState.Active, (await Bench.Installations.FindAsync(number)).Installation.State);
        Assert.Equal("No seats are left.", Assert.Single(await Bench.Installations.OperationsAsync()).Warning);
        Assert.Contains("No seats are left.", (await NoticeAsync(Scenario.Gus.UserId, "installation.hosted_call_refused")).Body, StringComparison.Ordinal);
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

    private Task<Result> ShareAsync(long number, bool isShared, IActor actor) =>
        Scenario.Get<ShareOutput>().RunAsync(number, null, isShared, actor, CancellationToken.None);

    private async Task<IReadOnlyList<SharedOutput>> SharedAsync() => Scenario.Done(
        await Scenario.Get<SharedOutputQueries>().RunAsync((await Bench.DeploymentAsync()).ExtensionKey, Scenario.Ada, CancellationToken.None));

    private Task<int> CountAsync(Guid person, string happened) => Scenario.QueryAsync(db => Notices(db, person, happened).CountAsync());

    private Task<Notification> NoticeAsync(Guid person, string happened) => Scenario.QueryAsync(db => Notices(db, person, happened).SingleAsync());

    private static IQueryable<Notification> Notices(PortalDb db, Guid person, string happened) => db.Set<Notification>()
        .Where(notice => notice.UserId == person && notice.Key.StartsWith(happened));
}
