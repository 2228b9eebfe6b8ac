using System.Globalization;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Hosting.Deployments;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Containers;

[Collection(DockerService.Collection)]
public sealed class DockerEngineTests(DockerService docker) : EngineTests(docker)
{
    private readonly DockerService _docker = docker;

    protected override string Name => "Docker";

    protected override string LogDriver => "local";

    protected override (string Format, string None) Rights => ("{{.HostConfig.CapDrop}}{{.HostConfig.CapAdd}}", "[ALL][]");

    protected override (string Format, string Held) Isolation => ("""{{index .Options "com.docker.network.bridge.gateway_mode_ipv4"}}""", "isolated");

    protected override bool GivesMac(string version) => Major(version) >= 25;

    protected override string? Refusal(string version) => Major(version) >= 28 ? null
        : $"Docker {version} gives the host an address in every network. Install Docker 28 or later, or podman.";

    [ContainerFact]
    public async Task On_a_Docker_that_gives_the_host_an_address_hosting_stays_off_and_operators_read_what_to_do()
    {
        await using var scenario = await Scenario.OpenAsync(more: services => HostedBench.Register(services, _docker.Engine));
        var outcome = await scenario.Get<RunSelfTest>().RunAsync(CancellationToken.None);
        await using (var db = await scenario.Database.OpenAsync())
        {
            var test = SelfTest.Request(null, scenario.Clock.GetUtcNow());
            test.Finish(outcome, scenario.Clock.GetUtcNow());
            db.Add(test);
            await db.SaveChangesAsync();
        }

        var state = (await scenario.Get<HostingQueries>().GetAsync(scenario.Olu, CancellationToken.None)).Value;

        Assert.Equal(outcome.Engine.Reasons.Count == 0, state.IsOn);
        Assert.Equal(outcome.Engine.Reasons, state.Reasons);
    }

    [ContainerFact]
    public async Task One_that_needs_more_memory_than_its_tier_has_is_started_again_and_its_customer_reads_why()
    {
        var edge = new EngineInMemory { Health = _ => HealthResult.Refused };
        await using var scenario = await Scenario.OpenAsync(more: services =>
        {
            HostedBench.Register(services, _docker.Engine, edge);
            services.Configure<HostingOptions>(options =>
                options.Network = string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(30, 99)}.0.0/16"));
        });
        var bench = new HostedBench(scenario);
        await bench.SwitchOnAsync();
        using var archive = ContainerImages.Extension("exec /bin/busybox dd if=/dev/zero of=/dev/null bs=400M count=1;", ("health", "ok"));
        await bench.ReleaseAsync("1.0.0", new ReleaseImage((await _docker.Engine.LoadAsync(archive, default)).Value.Value, 8080, null));
        await _docker.Engine.StartAsync(Spec(Polite) with { Name = edge.Name }, default);
        await bench.Installations.InstalledAsync();

        var deployment = await Wait.UntilAsync(
            async () =>
            {
                // Slower than the machine's clock, so that the time of a start isn't over before its memory is.
                scenario.Clock.Advance(TimeSpan.FromMilliseconds(10));
                await scenario.Get<ReconcileDeployments>().RunAsync(CancellationToken.None);
                return await bench.DeploymentAsync();
            },
            found => found.State == DeploymentState.Restarting);

        Assert.Matches(@"out of memory \(256 MiB on minimal\)\.$", deployment.Reason);
        Assert.Equal(edge.Name, Assert.Single(await _docker.Engine.ObserveAsync(default)).Name);
        await _docker.Engine.RetireAsync(edge.Name, TimeSpan.Zero, default);
        await _docker.Engine.RemoveNetworkAsync(ContainerSpecs.NetworkName(deployment.Key), default);
    }

    private static int Major(string version) => int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture);
}
