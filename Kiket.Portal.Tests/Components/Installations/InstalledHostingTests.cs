using Bunit;
using Kiket.Portal.Components.Installations;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Installations;

/// <summary>What a customer sees of a container.</summary>
public sealed class InstalledHostingTests : ScenarioContext
{
    private long _number;
    private Deployment _deployment = null!;
    private Generation _generation = null!;
    private OrganizationSummary _organization = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var bench = new InstallationBench(Scenario);
        await bench.ReleaseAsync("1.0.0");
        _number = await bench.InstalledAsync();
        var details = await bench.FindAsync(_number);
        _organization = details.Organization;
        var installation = details.Installation;
        _deployment = Deployment.Request(
            installation.Id, installation.OrganizationId, installation.ExtensionKey, installation.ReleaseId, installation.OfferId, Scenario.Clock.GetUtcNow());
        _generation = Generation.Make(
            _deployment, new ReleaseImage("sha256:1", 8080, null), HostingTiers.Minimal, [], 5000, Scenario.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Where_hosting_is_off_it_says_so_and_offers_no_restart()
    {
        await AddAsync(_deployment);
        var part = Open();

        Assert.Contains("Hosting is not switched on here", part.Find("#hosting").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Share output for 24 hours"], part.FindAll("button").Select(button => button.TextContent.Trim()));
    }

    [Fact]
    public async Task It_shows_state_cost_refused_calls_and_output_and_restarts()
    {
        RunsHealthy();
        var now = Scenario.Clock.GetUtcNow();
        await AddAsync(
            Passed(),
            _deployment,
            _generation,
            BlockedCall.Of(_deployment.InstallationId, new BlockedCount("", "<b>evil</b>.test", "undeclared_host", 7, now, now), Guid.NewGuid()),
            OutputLine.Of(_generation, new(now, false, "<script>alert(1)</script>"), now));
        var part = Open();

        var text = part.Find("#hosting").TextContent;
        Assert.Contains("Healthy", text, StringComparison.Ordinal);
        Assert.Contains("Version 1.0.0", text, StringComparison.Ordinal);
        Assert.Contains("0.25 CPU, 256 MiB", text, StringComparison.Ordinal);
        Assert.Contains("$5 a month", text, StringComparison.Ordinal);
        Assert.Contains("<b>evil</b>.test", part.Find("table[aria-label='Refused calls']").TextContent, StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>", part.Find("pre").TextContent, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("#hosting b, #hosting script"));

        await Button(part, "Share output for 24 hours").ClickAsync(new());
        Assert.Contains("The publisher can read its output.", part.Find(".sharing").TextContent, StringComparison.Ordinal);
        await Button(part, "Stop sharing output").ClickAsync(new());
        Assert.Empty(part.FindAll(".sharing"));

        await Button(part, "Restart").ClickAsync(new());

        Assert.Contains("A new container starts", part.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains($"{Scenario.Gus.Name} asked for it", part.Find("table[aria-label=Restarts]").TextContent, StringComparison.Ordinal);
        Assert.True(await Scenario.QueryAsync(db => db.Set<Deployment>().AnyAsync(one => one.NeedsGeneration)));
    }

    [Fact]
    public async Task It_says_why_it_restarts_and_since_when_nothing_is_known()
    {
        RunsHealthy();
        _deployment.Fail("It ended with exit code 1.", Scenario.Clock.GetUtcNow());
        var lease = HostLease.New();
        lease.Unreachable("It is down.", Scenario.Clock.GetUtcNow());
        await AddAsync(Passed(), _deployment, _generation, lease);
        var part = Open();

        var text = part.Find("#hosting").TextContent;
        Assert.Contains("Restarting", text, StringComparison.Ordinal);
        Assert.Contains("It ended with exit code 1.", text, StringComparison.Ordinal);
        Assert.Contains("unknown since", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_sees_neither_output_nor_the_button()
    {
        RunsHealthy();
        var now = Scenario.Clock.GetUtcNow();
        await AddAsync(Passed(), _deployment, _generation, OutputLine.Of(_generation, new(now, false, "secret"), now));
        var part = Open(canChange: false);

        Assert.DoesNotContain("secret", part.Markup, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("button"));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<InstalledHosting> part, string text) =>
        part.FindAll("button").Single(button => button.TextContent.Trim() == text);

    protected override void More(IServiceCollection services) => InstallationBench.Register(services);

    private void RunsHealthy()
    {
        var now = Scenario.Clock.GetUtcNow();
        _generation.Start(now);
        _generation.TakeOver(now);
        _deployment.Healthy(now);
    }

    private SelfTest Passed()
    {
        var test = SelfTest.Request(null, Scenario.Clock.GetUtcNow());
        test.Finish(new SelfTestOutcome(new("podman", "4.3.1", 2, 4096, []), [], []), Scenario.Clock.GetUtcNow());
        return test;
    }

    private IRenderedComponent<InstalledHosting> Open(bool canChange = true)
    {
        SignIn(Scenario.Gus);
        return Render<InstalledHosting>(parameters => parameters
            .Add(part => part.Number, _number)
            .Add(part => part.Organization, _organization)
            .Add(part => part.CanChange, canChange)
            .Add(part => part.Cost, HostingTiers.Minimal.MonthlyPrice));
    }

    private async Task AddAsync(params object[] rows)
    {
        await using var db = await Scenario.Database.OpenAsync();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }
}
