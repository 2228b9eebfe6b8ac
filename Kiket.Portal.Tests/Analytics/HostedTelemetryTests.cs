using Kiket.Portal.Analytics;
using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Data;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Tests.Hosting.Deployments;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Analytics;

/// <summary>A container that Kiket hosts reports with a token of its own, and its customer decides what is kept.</summary>
public sealed class HostedTelemetryTests : IAsyncLifetime
{
    private static readonly ReleaseImage Image = new("sha256:" + new string('1', 64), 8080, null);

    private readonly EngineInMemory _engine = new();
    private Scenario _scenario = null!;
    private HostedBench _bench = null!;

    public async Task InitializeAsync()
    {
        _scenario = await Scenario.OpenAsync(more: services =>
        {
            HostedBench.Register(services, _engine, _engine);
            services.AddMetrics().AddAnalytics();
            services.Configure<PortalOptions>(options => options.PublicUrl = new Uri("https://portal.example/"));
        });
        _bench = new HostedBench(_scenario);
        await _scenario.Get<TelemetryStore>().PrepareAsync(CancellationToken.None);
        await _bench.SwitchOnAsync();
        await _bench.ReleaseAsync("1.0.0", Image);
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Its_environment_has_a_token_that_proves_installation_and_release()
    {
        var number = await _bench.Installations.InstalledAsync();
        var first = await TokenAsync(1);
        var installation = (await _bench.Installations.FindAsync(number)).Installation;

        var sender = await _scenario.Get<TelemetryDirectory>().ByTokenAsync(first, CancellationToken.None);
        Assert.Equal((TelemetrySource.Hosted, installation.Id, "1.0.0", true), (sender!.Source, sender.Installation, sender.Release, sender.WithTexts));
        Assert.DoesNotContain(first, await _scenario.QueryAsync(db => db.Set<TelemetryToken>().Select(token => token.Hash).ToListAsync()));

        Scenario.Done(await OkAsync(_scenario.Get<RestartDeployment>().RunAsync(number, organizationId: null, _scenario.Gus, CancellationToken.None)));
        var second = await TokenAsync(2);
        Assert.NotEqual(first, second);
        // The old container runs until the new one takes over.
        Assert.NotNull(await _scenario.Get<TelemetryDirectory>().ByTokenAsync(first, CancellationToken.None));
        Assert.NotNull(await _scenario.Get<TelemetryDirectory>().ByTokenAsync(second, CancellationToken.None));
    }

    [Fact]
    public async Task Many_containers_behind_one_address_report_and_wrong_tokens_are_few()
    {
        var installation = (await _bench.Installations.FindAsync(await _bench.Installations.InstalledAsync())).Installation;
        List<string> tokens = [.. Enumerable.Range(0, 2 * TelemetryLimits.Address).Select(_ => TelemetryTokenValue.Generate())];
        await using (var db = await _scenario.Database.OpenAsync())
        {
            db.AddRange(tokens.Select(token => TelemetryToken.OfContainer(
                installation.ExtensionKey, Guid.NewGuid(), installation.ReleaseId, 1, token, _scenario.Clock.GetUtcNow())));
            await db.SaveChangesAsync();
        }

        foreach (var token in tokens)
        {
            Assert.Equal(TelemetryReception.Accepted, (await ReceiveAsync(token)).Value);
        }

        // A few more than the limit, because the bucket fills up meanwhile.
        var refused = 0;
        for (var guess = 0; guess < 10 * TelemetryLimits.Address && refused == 0; guess++)
        {
            refused += (await ReceiveAsync(TelemetryTokenValue.Generate())).Error?.Code == "rate_limited" ? 1 : 0;
        }

        Assert.Equal(1, refused);
        Assert.Equal(TelemetryReception.Accepted, (await ReceiveAsync(tokens[0])).Value);
    }

    private async Task<Kiket.Portal.Foundation.Result<TelemetryReception>> ReceiveAsync(string token) =>
        await _scenario.Get<ReceiveTelemetry>().RunAsync([Sent.Ok()], token, "192.0.2.1", CancellationToken.None);

    [Fact]
    public async Task The_edge_lets_every_container_report_to_the_portal()
    {
        var snapshot = await _scenario.Get<EdgeSnapshots>().ReadAsync(0, CancellationToken.None);

        Assert.Equal(["portal.example"], snapshot.PlatformHosts);
    }

    [Fact]
    public async Task Its_customer_sees_its_health_and_chooses_what_is_kept()
    {
        var number = await _bench.Installations.InstalledAsync();
        var token = await TokenAsync(1);
        var installation = (await _bench.Installations.FindAsync(number)).Installation;
        var sender = (await _scenario.Get<TelemetryDirectory>().ByTokenAsync(token, CancellationToken.None))!;
        var totals = new AggregateTelemetry(new NothingKnown());
        await totals.AddAsync(sender, Sent.Ok(), _scenario.Clock.GetUtcNow(), 3);
        await totals.AddAsync(sender, Sent.Failed("boom for ada@example.test"), _scenario.Clock.GetUtcNow());
        await _scenario.Get<StoreTelemetry>().RunAsync(7, totals.Changed(), CancellationToken.None);

        var health = (await _scenario.Get<InstallationHealthQueries>().RunAsync(installation.Id, CancellationToken.None))!;
        Assert.Equal((4, 25m, TelemetryDetail.Full), (health.Day.Count, health.Day.ErrorRate, health.Detail));
        Assert.Equal("boom for <email>", Assert.Single(health.Errors).Message);
        Assert.Null(await _scenario.Get<InstallationHealthQueries>().RunAsync(Guid.NewGuid(), CancellationToken.None));
        var shown = await _scenario.Get<MarketplaceTelemetry>().RunAsync(
            installation.OrganizationId, 24, scope: null, extensionId: null, CancellationToken.None);
        Assert.Equal((TelemetryScope.Installed, 4), (shown.Value.Scope, shown.Value.Totals.Count));

        Assert.False((await ChooseAsync(number, null)).Succeeded);
        Assert.False((await _scenario.Get<ChooseTelemetry>().RunAsync(
            new ChangedInstallation(number, OrganizationId: null, _scenario.Ada), TelemetryDetail.Off, CancellationToken.None)).Succeeded);
        Assert.True((await ChooseAsync(number, TelemetryDetail.ClassOnly)).Succeeded);
        await Wait.UntilAsync(
            async () => await _scenario.Get<TelemetryDirectory>().ByTokenAsync(token, CancellationToken.None), found => found?.WithTexts == false);

        Assert.True((await ChooseAsync(number, TelemetryDetail.Off)).Succeeded);
        await Wait.UntilAsync(async () => await _scenario.Get<TelemetryDirectory>().ByTokenAsync(token, CancellationToken.None), found => found is null);
        Scenario.Done(await OkAsync(_scenario.Get<RestartDeployment>().RunAsync(number, organizationId: null, _scenario.Gus, CancellationToken.None)));
        await CycleAsync(2);
        var environment = _engine.Containers.Single(one => one.Key.EndsWith("-g2", StringComparison.Ordinal)).Value.Spec.Environment;
        Assert.Equal("1", environment[GiveContainersTokens.OptOutVariable]);
        Assert.DoesNotContain(GiveContainersTokens.AddressVariable, environment.Keys);
    }

    private Task<Kiket.Portal.Foundation.Result> ChooseAsync(long number, TelemetryDetail? detail) => _scenario.Get<ChooseTelemetry>().RunAsync(
        new ChangedInstallation(number, OrganizationId: null, _scenario.Gus), detail, CancellationToken.None);

    /// <summary>The token in the environment of the container of a generation.</summary>
    private async Task<string> TokenAsync(int generation)
    {
        await CycleAsync(generation);
        var spec = _engine.Containers.Single(one => one.Key.EndsWith($"-g{generation}", StringComparison.Ordinal)).Value.Spec;
        var address = spec.Environment[GiveContainersTokens.AddressVariable];
        Assert.StartsWith("https://portal.example/api/v1/ext/t/ktel_", address, StringComparison.Ordinal);
        return address[(address.LastIndexOf('/') + 1)..];
    }

    /// <summary>Until the container of a generation is there.</summary>
    private async Task CycleAsync(int generation)
    {
        var reconcile = ActivatorUtilities.CreateInstance<ReconcileDeployments>(_scenario.Database.Services);
        for (var cycle = 0; cycle < 10 && !_engine.Containers.Keys.Any(name => name.EndsWith($"-g{generation}", StringComparison.Ordinal)); cycle++)
        {
            _scenario.Clock.Advance(TimeSpan.FromSeconds(11));
            await reconcile.RunAsync(CancellationToken.None);
        }
    }

    private static async Task<Kiket.Portal.Foundation.Result<bool>> OkAsync(Task<Kiket.Portal.Foundation.Result> result) =>
        await result is { Succeeded: false } refused ? refused.Error! : true;
}
