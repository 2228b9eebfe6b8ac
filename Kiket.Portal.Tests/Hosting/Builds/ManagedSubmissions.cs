using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Hosting.Builds;

/// <summary>A managed extension in a scenario, and what a host does with it.</summary>
internal sealed class ManagedSubmissions(Scenario scenario)
{
    public EngineInMemory Engine { get; } = new();

    public static SampleRepository Sample(string version = "1.0.0") => SampleRepository.Complete(Scenario.Id, version)
        .Edited("  permissions:", "  hosting: { tier: minimal, managed: true, egress: [] }\n  permissions:")
        .With("Dockerfile", "FROM scratch\nCOPY server /server\nCMD [\"/server\"]\n")
        .With("server", "GET /health\n");

    public async Task<Guid> InReviewAsync()
    {
        scenario.GitHub.Push(Scenario.FullName, Sample());
        var draft = await scenario.StartAsync();
        Scenario.Done(await scenario.ReadAsync(draft));
        Scenario.Done(await scenario.DescribeAsync(draft, Scenario.Details));
        foreach (var kind in new[] { UploadKind.SecurityReview, UploadKind.DataHandlingStatement })
        {
            Scenario.Done(await scenario.AttachAsync(draft, kind, "Nothing leaves the container."u8.ToArray(), "statement.txt"));
        }

        var submitted = await scenario.SubmitAsync(draft);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
        return draft;
    }

    /// <summary>Switches hosting on, as a self-test that passed does.</summary>
    public async Task SwitchOnAsync()
    {
        var test = SelfTest.Request(null, scenario.Clock.GetUtcNow());
        test.Finish(new SelfTestOutcome(new EngineState("podman", "4.3.1", 2, 4096, []), [], []), scenario.Clock.GetUtcNow());
        await using var db = await scenario.Database.OpenAsync();
        db.Add(test);
        await db.SaveChangesAsync();
    }

    public WorkOnBuild Worker()
    {
        var options = Options.Create(new HostingOptions { BuilderImage = "builder" });
        // Without egress there is no network, so nothing calls the edge.
        var network = new BuildNetwork(Engine, null!, null!, options, null!);
        var build = new BuildImage(new PackContext(scenario.GitHub), Engine, network, new TrialRun(Engine, options), options);
        return new WorkOnBuild(
            scenario.Get<UnitOfWork>(),
            scenario.Get<IDbContextFactory<PortalDb>>(),
            build,
            scenario.Get<RepositoryTokens>(),
            scenario.Get<BuildTopic>(),
            scenario.Get<HostingTopic>(),
            scenario.Clock);
    }

    /// <summary>Builds what is due, and lets what follows from it happen.</summary>
    public async Task<ImageBuild> BuildAsync(Guid submission)
    {
        Assert.True(await Worker().RunNextAsync(CancellationToken.None));
        await scenario.HandleEventsAsync();
        return await FindAsync(submission) ?? throw new InvalidOperationException("There is no build.");
    }

    public Task<ImageBuild?> FindAsync(Guid submission) => scenario.QueryAsync(db => db.Set<ImageBuild>().AsNoTracking()
        .Where(build => build.SubmissionId == submission)
        .OrderByDescending(build => build.QueuedAt)
        .FirstOrDefaultAsync());
}
