using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Data;
using Kiket.Portal.Demo;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>
/// A managed extension on a real podman: its reviewer approves what was built and tried, a customer installs it, sees that it is healthy and which
/// call was refused, upgrades it without a failed call, and uninstalls it.
/// </summary>
[Collection(PodmanService.Collection)]
public sealed class HostedFromReviewToTheEnd(PodmanService podman, Browser browser) : Journey
{
    private const string Publisher = "hosted-journey-publisher";
    private const string Sample = "dev.acme.mail-intake";

    /// <summary>What the demo's own image does: it asks for a host that its manifest doesn't name, and accepts every event.</summary>
    private const string Serve =
        "/bin/busybox nc -ll -p $PORT -e /www/answer & /bin/busybox nslookup statistics.fastpost.test >/dev/null 2>&1; trap 'exit 0' TERM; wait; exit;";

    /// <summary>A build and starts come first.</summary>
    private const float Patience = 90_000;

    [ContainerFact]
    public async Task From_approval_over_calls_and_an_upgrade_until_nothing_is_left()
    {
        await using var portal = await PortalServer.StartAsync(
            // Other tests are about it, and it takes as long as all that is here.
            services => services.Remove(services.Single(service => service.ImplementationType?.Name == "SelfTestWorker")),
            ("Demo:Tokens:Publisher", Publisher),
            ("Hosting:Engine", "docker"),
            ("Hosting:Endpoint", podman.Endpoint.ToString()),
            ("Hosting:EdgeImage", (await podman.Portal).Value),
            ("Hosting:BuilderImage", (await podman.Builder).Value),
            ("Hosting:Network", string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(30, 99)}.0.0/16")));
        var label = $"label={PortalInstance.Label}={portal.Services.GetRequiredService<PortalInstance>().Id}";
        try
        {
            await SwitchOnAsync(portal);
            var submission = await PublishAsync(portal);
            await using var reviewer = await SignedInAsync(portal, "reviewer");
            await using var customer = await SignedInAsync(portal, "customer");
            await InstallAsync(customer);
            await ApproveAsync(reviewer, submission);
            await UpgradeAsync(customer, label);
            await UninstallAsync(customer, label);
            await AssertImagesAsync(portal, label);
        }
        finally
        {
            foreach (var container in Lines(await podman.RunAsync("ps", "--all", "--quiet", "--filter", label)))
            {
                await podman.RunAsync("rm", "--force", "--time=0", "--volumes", container);
            }
        }
    }

    private async Task<Visit> SignedInAsync(PortalServer portal, string person)
    {
        var visit = await browser.VisitAsync(portal);
        await AgainAsync(() => new BrowserScenario(visit).SignInAsync(person));
        return visit;
    }

    /// <summary>The versions before were built, and nothing got out in the self-test.</summary>
    private async Task SwitchOnAsync(PortalServer portal)
    {
        var folder = Path.Combine(Places.Portal, "Demo", "Repositories", "acme", "mail-intake", "01-intake", "demo");
        var image = await podman.LoadAsync(ContainerImages.Extension(Serve, ("answer", await File.ReadAllTextAsync(Path.Combine(folder, "answer")))));
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var now = portal.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (var build in await db.Set<ImageBuild>().Where(build => build.State == ImageBuildState.Queued).ToListAsync())
        {
            Assert.True(build.Claim(now));
            build.Finish(new BuildOutcome(Failure: null) { ImageId = image.Value, Port = ImageBuild.DefaultPort }, now);
        }

        var test = SelfTest.Request(null, now);
        test.Finish(new SelfTestOutcome(await podman.Engine.ProbeAsync(default), [], []), now);
        db.Add(test);
        await db.SaveChangesAsync();
        await portal.Services.GetRequiredService<HostingTopic>().PublishSelfTestAsync();
    }

    private static async Task<Guid> PublishAsync(PortalServer portal)
    {
        var repository = portal.Services.GetRequiredService<DemoRepositories>().Find("acme", "mail-intake")!;
        Assert.True(portal.Services.GetRequiredService<PushSample>().Run(repository.Id, newVersion: true).Succeeded);
        using var client = portal.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Publisher);
        var published = await client.PostAsync("/api/v1/extensions/registry/marketplace/publish", new
        {
            repository = new { url = "https://github.com/acme/mail-intake", @ref = "main" },
        });
        Assert.True(published.Status == HttpStatusCode.Accepted, published.Body.ToString());
        return published.Body.GetProperty("submission_id").GetGuid();
    }

    private static async Task InstallAsync(Visit visit)
    {
        await OpenAsync(visit, $"/orgs/globex/extensions/install/{Sample}?version=1.1.0");
        await visit.Page.GetByLabel("Mailbox address").FillAsync("support@globex.test");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Agree and install 1.1.0" }).ClickAsync();
        await visit.ArriveAsync("**/installed/1/setup**");
        await OpenAsync(visit, "/orgs/globex/extensions/installed/1");
        var hosting = visit.Page.Locator("#hosting");
        await Expect(hosting.GetByText("Healthy", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(hosting).ToContainTextAsync("Version 1.1.0");
        await hosting.GetByText("Refused calls (1 host)").ClickAsync(new() { Timeout = Patience });
        await Expect(hosting.GetByRole(AriaRole.Row, new() { Name = "statistics.fastpost.test" })).ToContainTextAsync("isn't in the extension's egress list");
    }

    private static async Task ApproveAsync(Visit visit, Guid submission)
    {
        await OpenAsync(visit, $"/review/{submission}");
        await Expect(visit.Page.Locator("#build")).ToContainTextAsync("Built, responded", new() { Timeout = Patience });
        var review = new BrowserScenario(visit);
        await review.ClaimAsync();
        await review.ApproveAsync();
        await Expect(visit.Page.GetByText("This submission is approved").First).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    private async Task UpgradeAsync(Visit visit, string label)
    {
        using var client = new HttpClient();
        var first = Assert.Single(await ContainersAsync(label));
        var edge = await EdgeAsync(label);
        var (answers, isOver) = (new ConcurrentQueue<HttpStatusCode>(), false);
        var calling = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, edge);
                request.Headers.Host = $"{first.Split('-')[1]}.apps.localhost";
                using var response = await client.SendAsync(request);
                answers.Enqueue(response.StatusCode);
                await Task.Delay(50);
            }
        });

        await OpenAsync(visit, "/orgs/globex/extensions/installed/1");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Preview 1.2.0" }).ClickAsync();
        var upgrade = new Regex("pgrade to 1.2.0$", RegexOptions.None, TimeSpan.FromSeconds(1));
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = upgrade }).ClickAsync();
        await Expect(visit.Page.Locator("#hosting")).ToContainTextAsync("Version 1.2.0", new() { Timeout = Patience });
        // Some more go to the new one alone.
        var switched = answers.Count;
        await Wait.UntilAsync(() => answers.Count > switched + 5 || calling.IsCompleted);
        Volatile.Write(ref isOver, true);
        await calling;
        Assert.Equal([HttpStatusCode.OK], answers.Distinct());
    }

    private async Task UninstallAsync(Visit visit, string label)
    {
        await OpenAsync(visit, "/orgs/globex/extensions/installed/1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Uninstall Mail Intake…" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Too expensive" }).CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Uninstall Mail Intake", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByText("Uninstalled", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = Patience });

        await Wait.UntilAsync(async () => Lines(await podman.RunAsync("network", "ls", "--quiet", "--filter", label)), networks => networks.Length == 0);
        Assert.Empty(await ContainersAsync(label));
    }

    /// <summary>Each that the portal built is one of a version.</summary>
    private async Task AssertImagesAsync(PortalServer portal, string label)
    {
        var images = Lines(await podman.RunAsync("images", "--quiet", "--no-trunc", "--filter", label)).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(images);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var known = await db.Set<ImageBuild>().Where(build => build.ImageId != null).Select(build => build.ImageId!).ToListAsync();
        Assert.Subset(known.ToHashSet(StringComparer.Ordinal), images);
    }

    /// <summary>Of the installation, without the edge.</summary>
    private async Task<string[]> ContainersAsync(string label) =>
    [
        .. Lines(await podman.RunAsync("ps", "--all", "--format", "{{.Names}}", "--filter", label))
            .Where(name => name.Contains("-g", StringComparison.Ordinal)),
    ];

    /// <summary>Where the edge takes calls.</summary>
    private async Task<Uri> EdgeAsync(string label)
    {
        var name = Lines(await podman.RunAsync("ps", "--format", "{{.Names}}", "--filter", label))
            .Single(found => found.StartsWith("kx-edge-", StringComparison.Ordinal));
        var address = await podman.RunAsync("inspect", "--format", "{{.NetworkSettings.Networks.podman.IPAddress}}", name);
        return new Uri($"http://{address.Trim()}:3130/health");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task OpenAsync(Visit visit, string path) => AgainAsync(async () =>
    {
        await visit.OpenAsync(path);
        await visit.LiveAsync();
    });

    /// <summary>A browser drops what it is fetching while the machine's networks change, as they do when containers come and go.</summary>
    private static async Task AgainAsync(Func<Task> open)
    {
        for (var left = 5; ; left--)
        {
            try
            {
                await open();
                return;
            }
            catch (PlaywrightException) when (left > 0)
            {
                // Again.
            }
        }
    }
}
