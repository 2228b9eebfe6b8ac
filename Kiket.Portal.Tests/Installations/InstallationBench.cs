using System.Collections.Concurrent;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Installations;

/// <summary>The extension's side of a call, as a test wants it.</summary>
public sealed class AnsweringExtension(CallExtension call, CallTargets targets)
    : AskExtension(call, targets)
{
    public ConcurrentQueue<(Guid Invocation, OperationKind Kind)> Calls { get; } = new();

    public Func<OperationKind, ExtensionReply> Answer { get; set; } = _ => ExtensionReply.GoOn;

    /// <summary>What it does before it answers.</summary>
    public Func<Task> Think { get; set; } = () => Task.CompletedTask;

    public override async Task<ExtensionReply> RunAsync(
        PortalDb db, InstallationOperation operation, Installation installation, CancellationToken cancellationToken)
    {
        Calls.Enqueue((operation.Id, operation.Kind));
        await Think();
        return Answer(operation.Kind);
    }
}

/// <summary>Gus of globex installs what Ada of acme publishes.</summary>
internal sealed class InstallationBench(Scenario scenario)
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<AnsweringExtension>();
        services.Replace(ServiceDescriptor.Singleton<AskExtension>(provider => provider.GetRequiredService<AnsweringExtension>()));
    }

    public AnsweringExtension Extension => scenario.Get<AnsweringExtension>();

    /// <param name="wider">Asks for one more permission.</param>
    /// <param name="isFix">Its publisher marks it as a security fix, and the reviewer confirms that.</param>
    public async Task ReleaseAsync(string version, bool wider = false, bool isFix = false)
    {
        // A person starts twenty drafts an hour at most.
        scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        if (isFix)
        {
            var submission = await scenario.InReviewAsync(version, details: Scenario.Details with { IsSecurityFix = true });
            Scenario.Done(await scenario.Get<DecideSubmission>().RunAsync(
                new DecideSubmissionRequest(submission, Decision.Approve, "Good.", ExpectedCommit: null, scenario.Rita) { ConfirmsSecurityFix = true },
                CancellationToken.None));
            return;
        }

        if (!wider)
        {
            await scenario.ListedAsync(version);
            return;
        }

        scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, version)
            .Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, comments:write, attachments:read]"));
        var draft = await scenario.StartAsync();
        Scenario.Done(await scenario.ReadAsync(draft));
        var details = Scenario.Details with
        {
            Justifications = new Dictionary<string, string>(Scenario.Details.Justifications, StringComparer.Ordinal)
            {
                ["attachments:read"] = "Shows the picture of an alert.",
            },
        };
        Scenario.Done(await scenario.DescribeAsync(draft, details));
        var submitted = await scenario.SubmitAsync(draft);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
        Scenario.Done(await scenario.DecideAsync(draft, Decision.Approve));
    }

    /// <summary>A release that asks its customers for something.</summary>
    /// <param name="configuration">Lines of the manifest.</param>
    public async Task ReleaseAsync(string version, string configuration)
    {
        scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        var repository = SampleRepository.Complete(Scenario.Id, version);
        scenario.GitHub.Push(Scenario.FullName, repository.WithManifest(repository.Manifest + configuration));
        var draft = await scenario.StartAsync();
        Scenario.Done(await scenario.ReadAsync(draft));
        Scenario.Done(await scenario.DescribeAsync(draft, Scenario.Details));
        var submitted = await scenario.SubmitAsync(draft);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
        Scenario.Done(await scenario.DecideAsync(draft, Decision.Approve));
    }

    public Task<Result<StartedInstallation>> RequestAsync(
        string? version = null, InstallationPolicy? policy = null, Actor? actor = null, params (string Key, string? Value)[] configuration) =>
        scenario.Get<InstallExtension>().RunAsync(
            new InstallExtensionRequest("globex", Scenario.Id, Registry: null, version, Consent: null, actor ?? scenario.Gus)
            {
                Policy = policy ?? InstallationPolicy.Default,
                Configuration = configuration.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            },
            CancellationToken.None);

    /// <summary>An installation that runs: its number.</summary>
    public async Task<long> InstalledAsync(
        string? version = null, InstallationPolicy? policy = null, params (string Key, string? Value)[] configuration)
    {
        var started = Scenario.Done(await RequestAsync(version, policy, actor: null, configuration));
        await WorkAsync();
        Assert.Equal(InstallationState.Active, (await FindAsync(started.Number)).Installation.State);
        return started.Number;
    }

    public Task<Result<UpgradeOutcome>> UpgradeAsync(long number, string? version = null, string? consent = null) =>
        scenario.Get<UpgradeInstallation>().RunAsync(
            new UpgradeInstallationRequest(number, OrganizationId: null, version, consent, scenario.Gus), CancellationToken.None);

    /// <summary>More organizations of Gus, past the daily limit for new ones. Returns their slugs.</summary>
    public async Task<IReadOnlyList<string>> CustomersAsync(int count)
    {
        await using var db = await scenario.Database.OpenAsync();
        var now = scenario.Clock.GetUtcNow();
        var slugs = Enumerable.Range(1, count).Select(number => $"customer-{number}").ToList();
        foreach (var organization in slugs.Select(slug => Organization.Create(slug, slug, now).Value))
        {
            db.AddRange(organization, Membership.Of(organization.Id, scenario.Gus.UserId, OrganizationRole.Owner, now));
        }

        await db.SaveChangesAsync();
        return slugs;
    }

    /// <summary>Ada's extension, as its publisher.</summary>
    public PublishedRequest Published => new("acme", "marketplace", Scenario.Id, scenario.Ada);

    public Task<Result<Deprecation>> DeprecateAsync(
        string range, DateTimeOffset? sunset = null, string? recommended = null, string reason = "It loses alerts.") =>
        scenario.Get<DeprecateVersions>().AnnounceAsync(Published, new NewDeprecation(range, reason, sunset, recommended), CancellationToken.None);

    public Task<Result<Guid>> RollBackAsync(long number) =>
        scenario.Get<RollBackInstallation>().RunAsync(number, organizationId: null, scenario.Gus, CancellationToken.None);

    public Task<Result> UninstallAsync(long number, DepartureData data = DepartureData.Keep) => scenario.Get<UninstallExtension>().RunAsync(
        new UninstallExtensionRequest(number, OrganizationId: null, DepartureReason.MissingFunction, "No threads.", ShareName: true, data, scenario.Gus),
        CancellationToken.None);

    public async Task<InstallationDetails> FindAsync(long number) =>
        Scenario.Done(await scenario.Get<InstallationQueries>().FindAsync(number, organizationId: null, scenario.Gus, CancellationToken.None));

    public async Task<string> VersionAsync(long number) => (await FindAsync(number)).Installed.Release.Version;

    /// <summary>Works like the portal's own workers until nothing is due at this instant.</summary>
    public async Task WorkAsync()
    {
        await scenario.HandleEventsAsync();
        await scenario.Get<DecideUpgrades>().RunAsync(CancellationToken.None);
        while (await scenario.Get<DueUpgradeQueue>().RunNextAsync(CancellationToken.None))
        {
        }

        while (await scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None))
        {
        }

        await scenario.HandleEventsAsync();
    }

    public Task<List<InstallationOperation>> OperationsAsync() =>
        scenario.QueryAsync(db => db.Set<InstallationOperation>().AsNoTracking().OrderBy(operation => operation.CreatedAt).ToListAsync());
}

/// <summary>Tests with a listed extension, 1.0.0.</summary>
public abstract class InstallationTestBase : IAsyncLifetime
{
    private protected Scenario Scenario { get; private set; } = null!;

    private protected InstallationBench Bench { get; private set; } = null!;

    protected virtual DatabaseProvider Provider => DatabaseProvider.Sqlite;

    protected virtual void More(IServiceCollection services)
    {
    }

    public async Task InitializeAsync()
    {
        Scenario = await Scenario.OpenAsync(Provider, services =>
        {
            InstallationBench.Register(services);
            More(services);
        });
        Bench = new InstallationBench(Scenario);
        await Bench.ReleaseAsync("1.0.0");
    }

    public async Task DisposeAsync() => await Scenario.DisposeAsync();

    /// <summary>Starts all at the same instant.</summary>
    private protected static async Task<T[]> AtOnceAsync<T>(params Func<Task<T>>[] acts)
    {
        using var barrier = new Barrier(acts.Length);
        return await Task.WhenAll(acts.Select(act => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait();
                return act();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
