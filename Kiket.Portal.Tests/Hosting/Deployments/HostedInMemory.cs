using Kiket.Portal.Data;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>Tests with an engine in memory and a real database.</summary>
public abstract class HostedInMemory : IAsyncLifetime
{
    private protected static ReleaseImage Image { get; } = new("sha256:" + new string('1', 64), 8080, null);

    private protected EngineInMemory Engine { get; } = new();

    private protected Scenario Scenario { get; private set; } = null!;

    private protected HostedBench Bench { get; private set; } = null!;

    private protected ReconcileDeployments Reconcile { get; set; } = null!;

    /// <summary>See <see cref="ScenarioTests.Provider"/>.</summary>
    protected virtual DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public virtual async Task InitializeAsync()
    {
        Scenario = await Scenario.OpenAsync(Provider, services =>
        {
            HostedBench.Register(services, Engine, Engine);
            More(services);
        });
        Bench = new HostedBench(Scenario);
        Reconcile = NewProcess();
        await Bench.SwitchOnAsync();
    }

    public virtual async Task DisposeAsync() => await Scenario.DisposeAsync();

    /// <summary>What a test adds to the portal's own services.</summary>
    protected virtual void More(IServiceCollection services)
    {
    }

    /// <summary>An installation that runs: its number.</summary>
    private protected async Task<long> HealthyAsync()
    {
        await Bench.ReleaseAsync("1.0.0", Image);
        var number = await Bench.Installations.InstalledAsync();
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        return number;
    }

    /// <summary>Cycles until what was started has taken over and what was replaced is gone.</summary>
    private protected async Task SettleAsync()
    {
        for (var cycle = 0; cycle < 5; cycle++)
        {
            await CycleAsync(TimeSpan.FromSeconds(11));
        }
    }

    private protected async Task CycleAsync(TimeSpan? later = null)
    {
        Scenario.Clock.Advance(later ?? TimeSpan.FromSeconds(1));
        await Reconcile.RunAsync(CancellationToken.None);
    }

    private protected ReconcileDeployments NewProcess() => ActivatorUtilities.CreateInstance<ReconcileDeployments>(Scenario.Database.Services);
}
