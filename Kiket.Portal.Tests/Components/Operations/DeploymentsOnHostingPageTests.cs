using Bunit;
using Kiket.Portal.Components.Extensions;
using Kiket.Portal.Components.Operations;
using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Operations;

/// <summary>All deployments for operators, and counts alone for publishers.</summary>
public sealed class DeploymentsOnHostingPageTests : ScenarioContext
{
    private Deployment _deployment = null!;
    private long _number;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var bench = new InstallationBench(Scenario);
        await bench.ReleaseAsync("1.0.0");
        _number = await bench.InstalledAsync();
        var (installation, now) = ((await bench.FindAsync(_number)).Installation, Scenario.Clock.GetUtcNow());
        _deployment = Deployment.Request(
            installation.Id, installation.OrganizationId, installation.ExtensionKey, installation.ReleaseId, installation.OfferId, now);
        var generation = Generation.Make(_deployment, new ReleaseImage("sha256:1", 8080, null), HostingTiers.Minimal, [], 5000, now);
        generation.TakeOver(now);
        _deployment.Healthy(now);
        var test = SelfTest.Request(null, now);
        test.Finish(new SelfTestOutcome(new EngineState("podman", "4.3.1", 2, 4096, []), [], []), now);
        await using var db = await Scenario.Database.OpenAsync();
        var blocked = new BlockedCount("", "c2VjcmV0.evil.test", "undeclared_host", 7, now, now);
        db.AddRange(test, _deployment, generation, BlockedCall.Of(installation.Id, blocked, Guid.NewGuid()));
        await db.SaveChangesAsync();
    }

    [Fact]
    public async Task An_operator_sees_all_and_suspends_with_a_reason_and_resumes()
    {
        SignIn(Scenario.Olu);
        RenderProviders();
        var page = Render<HostingPage>();
        var row = page.Find("#deployments tbody tr").TextContent;
        Assert.Contains("dev.acme.alerts", row, StringComparison.Ordinal);
        Assert.Contains("globex", row, StringComparison.Ordinal);
        Assert.Contains("Healthy", row, StringComparison.Ordinal);
        Assert.Contains("256 of 3,072 MiB", page.Find("#deployments").TextContent, StringComparison.Ordinal);

        await page.Find($"button[aria-label='Suspend number {_number}']").ClickAsync(new());
        await page.FindAll("#deployments button").First(button => button.TextContent.Trim() == "Suspend").ClickAsync(new());
        Assert.Contains("Enter a reason", page.Markup, StringComparison.Ordinal);
        await page.Find("#suspend-reason").InputAsync("It mines.");
        await page.FindAll("#deployments button").First(button => button.TextContent.Trim() == "Suspend").ClickAsync(new());

        Assert.Contains("Suspended", page.Find("#deployments tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains("It mines.", page.Find("#deployments tbody tr").TextContent, StringComparison.Ordinal);
        await page.Find($"button[aria-label='Resume number {_number}']").ClickAsync(new());
        Assert.Contains("Waiting to start", page.Find("#deployments tbody tr").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_publisher_sees_counts_and_no_host_of_a_single_customer()
    {
        SignIn(Scenario.Ada);
        var page = Render<PublishedHostingPage>(parameters => parameters.Add(part => part.Org, "acme").Add(part => part.ExtensionId, Scenario.Id));

        Assert.Equal(["1.0.0", "1", "0", "0", "0"], page.FindAll("tbody tr > *").Select(cell => cell.TextContent.Trim()));
        Assert.DoesNotContain("evil", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("globex", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publisher_sees_whose_output_is_shared_and_only_while_it_is()
    {
        SignIn(Scenario.Ada);
        // Of the page's own services, because those have the clock by which it ends.
        var share = Services.GetRequiredService<ShareOutput>();
        Assert.True((await share.RunAsync(_number, null, isShared: true, Scenario.Gus, CancellationToken.None)).Succeeded);
        IRenderedComponent<PublishedHostingPage> Open() =>
            Render<PublishedHostingPage>(parameters => parameters.Add(part => part.Org, "acme").Add(part => part.ExtensionId, Scenario.Id));

        Assert.Contains($"GLOBEX, installation {_number}", Open().Find("details summary").TextContent, StringComparison.Ordinal);

        Assert.True((await share.RunAsync(_number, null, isShared: false, Scenario.Gus, CancellationToken.None)).Succeeded);
        Assert.DoesNotContain("globex", Open().Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task From_three_customers_on_a_publisher_sees_the_registered_domain()
    {
        await using (var db = await Scenario.Database.OpenAsync())
        {
            var bench = new InstallationBench(Scenario);
            var now = Scenario.Clock.GetUtcNow();
            foreach (var slug in await bench.CustomersAsync(2))
            {
                await InstallAsync(slug);
            }

            var others = await db.Set<Kiket.Portal.Installations.Installation>().Where(one => one.Id != _deployment.InstallationId).ToListAsync();
            foreach (var installation in others)
            {
                db.AddRange(
                    Deployment.Request(
                        installation.Id, installation.OrganizationId, installation.ExtensionKey, installation.ReleaseId, installation.OfferId, now),
                    BlockedCall.Of(installation.Id, new BlockedCount("", "other.evil.test", "undeclared_host", 1, now, now), Guid.NewGuid()));
            }

            await db.SaveChangesAsync();
        }

        SignIn(Scenario.Ada);
        var page = Render<PublishedHostingPage>(parameters => parameters.Add(part => part.Org, "acme").Add(part => part.ExtensionId, Scenario.Id));

        Assert.Equal(["evil.test", "3", "9"], page.FindAll("table").Last().QuerySelectorAll("tbody tr > *").Select(cell => cell.TextContent.Trim()));
        Assert.DoesNotContain("c2VjcmV0", page.Markup, StringComparison.Ordinal);
    }

    protected override void More(IServiceCollection services) => InstallationBench.Register(services);

    private async Task InstallAsync(string organization)
    {
        Scenario.Done(await Scenario.Get<Kiket.Portal.Installations.InstallExtension>().RunAsync(
            new Kiket.Portal.Installations.InstallExtensionRequest(organization, Scenario.Id, Registry: null, Version: null, Consent: null, Scenario.Gus),
            CancellationToken.None));
        await new InstallationBench(Scenario).WorkAsync();
    }
}
