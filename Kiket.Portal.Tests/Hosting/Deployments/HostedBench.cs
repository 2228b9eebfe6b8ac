using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Files;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>A managed extension of Ada's that Gus's organization runs, with hosting switched on.</summary>
internal sealed class HostedBench(Scenario scenario)
{
    private const string Egress = "api.acme.test";
    private const string Lifecycle = "[installed, upgraded, rolled_back, uninstalled]";

    public InstallationBench Installations { get; } = new(scenario);

    /// <param name="edge">Null for a real one in a container.</param>
    public static void Register(IServiceCollection services, IContainerEngine engine, IHostingEdge? edge = null)
    {
        InstallationBench.Register(services);
        services.AddSingleton(engine);
        if (edge is not null)
        {
            services.AddSingleton(edge);
        }

        services.AddSingleton<PortalInstance>();
        services.AddSingleton<EdgeContainer>();
        services.AddSingleton<RunSelfTest>();
        services.AddReconciler();
    }

    public async Task SwitchOnAsync()
    {
        var test = SelfTest.Request(null, scenario.Clock.GetUtcNow());
        test.Finish(new SelfTestOutcome(new EngineState("podman", "4.3.1", 2, 4096, []), [], []), scenario.Clock.GetUtcNow());
        await AddAsync(test);
    }

    /// <summary>A release that Kiket hosts.</summary>
    /// <param name="image">Null approves it while hosting is off, without one.</param>
    public async Task ReleaseAsync(string version, ReleaseImage? image, string tier = "minimal")
    {
        scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, version)
            .Edited("delivery: http", $"delivery: http\n  hosting: {{ managed: true, tier: {tier}, egress: [{Egress}] }}\n  lifecycleEvents: {Lifecycle}")
            .Edited("url: https://alerts.acme.test/hooks", "url: ${EXTENSION_BASE_URL}/hooks")
            .With("Dockerfile", "FROM scratch\nCOPY server /server\nCMD [\"/server\"]\n"));
        var draft = await scenario.StartAsync();
        Scenario.Done(await scenario.ReadAsync(draft));
        Scenario.Done(await scenario.DescribeAsync(draft, Scenario.Details with
        {
            Justifications = new Dictionary<string, string>(Scenario.Details.Justifications, StringComparer.Ordinal) { [Egress] = "Sends alerts there." },
        }));
        // What is hosted needs both. Later versions take them over.
        await scenario.AttachAsync(draft, UploadKind.SecurityReview, Pictures.Pdf("review"), "review.pdf");
        await scenario.AttachAsync(draft, UploadKind.DataHandlingStatement, Pictures.Pdf("data"), "data.pdf");
        var submitted = await scenario.SubmitAsync(draft);
        Assert.True(submitted.Succeeded, string.Join(' ', submitted.Error?.Details.Select(detail => detail.Message) ?? []));
        var isOn = image is null && await SwitchOffAsync() > 0;
        if (image is not null)
        {
            await BuiltAsync(draft, image);
        }

        if (Scenario.Done(await scenario.DecideAsync(draft, Decision.Approve)).State == SubmissionState.InReview)
        {
            // What is newly hosted needs two.
            Scenario.Done(await scenario.DecideAsync(draft, Decision.Approve, actor: scenario.Rob));
        }

        if (isOn)
        {
            await SwitchOnAsync();
        }
    }

    /// <summary>Installs the only release for these organizations of Gus.</summary>
    public async Task DeployAsync(IReadOnlyList<string> organizations)
    {
        foreach (var organization in organizations)
        {
            Scenario.Done(await scenario.Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest(organization, Scenario.Id, Registry: null, Version: null, Consent: null, scenario.Gus), CancellationToken.None));
        }

        await Installations.WorkAsync();
    }

    public async Task BuiltAsync(string version, ReleaseImage image) => await BuiltAsync(
        (await scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync(one => one.Version == version))).SubmissionId, image);

    private async Task BuiltAsync(Guid submissionId, ReleaseImage image)
    {
        var submission = await scenario.FindAsync(submissionId);
        var now = scenario.Clock.GetUtcNow();
        await using var db = await scenario.Database.OpenAsync();
        var build = await db.Set<ImageBuild>().SingleOrDefaultAsync(one => one.SubmissionId == submissionId && one.Commit == submission.Commit);
        if (build is null)
        {
            build = ImageBuild.Queue(submissionId, submission.ExtensionKey!.Value, submission.Commit!, now);
            db.Add(build);
        }

        Assert.True(build.Claim(now));
        build.Finish(new BuildOutcome(Failure: null) { ImageId = image.ImageId, Port = image.Port, User = image.User }, now);
        await db.SaveChangesAsync();
    }

    private async Task<int> SwitchOffAsync()
    {
        await using var db = await scenario.Database.OpenAsync();
        return await db.Set<SelfTest>().ExecuteDeleteAsync();
    }

    public Task<Deployment> DeploymentAsync() => scenario.QueryAsync(db => db.Set<Deployment>().AsNoTracking().SingleAsync());

    public Task<List<Generation>> GenerationsAsync() =>
        scenario.QueryAsync(db => db.Set<Generation>().AsNoTracking().OrderBy(generation => generation.Number).ToListAsync());

    public Task<List<HostingPeriod>> PeriodsAsync() =>
        scenario.QueryAsync(db => db.Set<HostingPeriod>().AsNoTracking().OrderBy(period => period.From).ToListAsync());

    /// <summary>What the edge sends calls to; null for nothing.</summary>
    public static EdgeRoute? RouteOf(EdgeSnapshot snapshot, Deployment deployment) =>
        snapshot.Installations.SingleOrDefault(installation => installation.Key == deployment.Key)?.Route;

    private async Task AddAsync(object row)
    {
        await using var db = await scenario.Database.OpenAsync();
        db.Add(row);
        await db.SaveChangesAsync();
    }
}
