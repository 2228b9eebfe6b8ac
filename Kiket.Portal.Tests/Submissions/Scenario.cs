using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Hosting;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Ratings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Secrets;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>
/// The whole way from a repository to a listing over a real database, with GitHub in memory: Ada owns acme, Ben
/// is its Admin, Mia a plain member; Gus owns globex; Rita and Rob review; Ina reviews and belongs to acme;
/// Olu operates the marketplace.
/// </summary>
public sealed class Scenario : IAsyncDisposable
{
    public const string Id = "dev.acme.alerts";
    public const string FullName = "acme/alerts";
    public const string Url = "https://github.com/acme/alerts";

    /// <summary>The people and organizations, made once per run and copied.</summary>
    private static readonly Lazy<Task<(string Database, Cast Cast)>> Template = new(() => FillAsync(DatabaseProvider.Sqlite));

    private static readonly Lazy<Task<(string Database, Cast Cast)>> PostgreSqlTemplate = new(() => FillAsync(DatabaseProvider.PostgreSql));

    private readonly Cast _cast;

    private Scenario(PortalDatabase database, RepositoriesInMemory gitHub, FakeClock clock, Cast cast) =>
        (Database, GitHub, Clock, _cast) = (database, gitHub, clock, cast);

    public PortalDatabase Database { get; }

    public RepositoriesInMemory GitHub { get; }

    public FakeClock Clock { get; }

    public Actor Ada => _cast.Ada;

    public Actor Ben => _cast.Ben;

    public Actor Mia => _cast.Mia;

    public Actor Gus => _cast.Gus;

    public Actor Rita => _cast.Rita;

    public Actor Rob => _cast.Rob;

    public Actor Ina => _cast.Ina;

    public Actor Olu => _cast.Olu;

    /// <summary>What a publisher fills in for <see cref="SampleRepository.Complete"/>.</summary>
    public static ListingDetails Details { get; } = new()
    {
        Name = "Acme Alerts",
        Summary = "Tells the on-call channel about risky work.",
        Categories = ["communication"],
        Support = new SupportContact("help@acme.example"),
        Justifications = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["issues:read"] = "Reads the issue that an alert is about.",
            ["comments:write"] = "Notes in the issue who was notified.",
        },
    };

    public static ListingInput Input { get; } = new()
    {
        Name = Details.Name,
        Summary = Details.Summary,
        Categories = Details.Categories,
        Support = Details.Support,
        Justifications = Details.Justifications,
    };

    /// <param name="provider">SQLite, or PostgreSQL where it runs on both.</param>
    /// <param name="more">What the test adds to the portal's own services.</param>
    public static async Task<Scenario> OpenAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? more = null)
    {
        var (gitHub, clock) = (new RepositoriesInMemory(), new FakeClock());
        void RegisterAll(IServiceCollection services)
        {
            Register(services, gitHub);
            more?.Invoke(services);
        }

        var (template, cast) = await (provider == DatabaseProvider.Sqlite ? Template : PostgreSqlTemplate).Value;
        return new Scenario(await PortalDatabase.CreateAsync(RegisterAll, clock, provider, template), gitHub, clock, cast);
    }

    private static async Task<(string Database, Cast Cast)> FillAsync(DatabaseProvider provider)
    {
        await using var database = await PortalDatabase.CreateAsync(
            services => Register(services, new RepositoriesInMemory()), new FakeClock(), provider);
        var cast = await FillAsync(database);
        return (await database.SaveAsTemplateAsync(), cast);
    }

    private static async Task<Cast> FillAsync(PortalDatabase database)
    {
        var cast = new Cast(
            await database.AddPersonAsync("ada"),
            await database.AddPersonAsync("ben"),
            await database.AddPersonAsync("mia"),
            await database.AddPersonAsync("gus"),
            await database.AddPersonAsync("rita", PlatformRoles.Reviewer),
            await database.AddPersonAsync("rob", PlatformRoles.Reviewer),
            await database.AddPersonAsync("ina", PlatformRoles.Reviewer),
            await database.AddPersonAsync("olu", PlatformRoles.Operator));
        await database.AddOrganizationAsync("acme", cast.Ada);
        await database.AddOrganizationAsync("globex", cast.Gus);
        Assert.True((await database.Get<AcceptPublisherAgreement>().RunAsync(
            "acme", PublisherAgreement.CurrentVersion, cast.Ada, CancellationToken.None)).Succeeded);
        await database.JoinAsync("acme", cast.Ada, cast.Ben, OrganizationRole.Admin);
        await database.JoinAsync("acme", cast.Ada, cast.Mia, OrganizationRole.Member);
        await database.JoinAsync("acme", cast.Ada, cast.Ina, OrganizationRole.Member);
        return cast;
    }

    public T Get<T>()
        where T : notnull => Database.Get<T>();

    public string Push(string version = "1.0.0", string id = Id, string fullName = FullName) =>
        GitHub.Push(fullName, SampleRepository.Complete(id, version));

    /// <summary>Time goes on a little with every act, so that histories have an order.</summary>
    public async Task<Guid> StartAsync(Actor? actor = null, string organization = "acme", string registry = Extension.Marketplace) =>
        (await Now<StartSubmission>().RunAsync(organization, registry, actor ?? Ada, CancellationToken.None)).Value;

    public Task<Result<CommitSnapshot>> ReadAsync(
        Guid draft, string url = Url, string? reference = null, string? token = null, Actor? actor = null, bool refresh = true) =>
        Now<ReadRepository>().RunAsync(
            new ReadRepositoryRequest(draft, url, reference, token is null ? null : new GitHubToken(token), actor ?? Ada, refresh),
            progress: null,
            CancellationToken.None);

    public async Task<Result<int>> DescribeAsync(Guid draft, ListingDetails details, Actor? actor = null, int? rowVersion = null) =>
        await Now<DescribeSubmission>().RunAsync(
            new DescribeSubmissionRequest(draft, details, rowVersion ?? (await FindAsync(draft)).RowVersion, actor ?? Ada), CancellationToken.None);

    public async Task<Result<Attachment>> AttachAsync(
        Guid draft, UploadKind kind, byte[] content, string name = "picture.png", Actor? actor = null, int? position = null)
    {
        using var stream = new MemoryStream(content);
        return await Now<AttachFile>().RunAsync(
            new AttachFileRequest(draft, kind, name, stream, content.Length, actor ?? Ada) { Position = position }, CancellationToken.None);
    }

    /// <summary>A screenshot that lacks nothing: its id.</summary>
    public async Task<Guid> CaptionedAsync(Guid draft, string caption, byte[]? content = null)
    {
        var shot = Done(await AttachAsync(draft, UploadKind.Screenshot, content ?? Pictures.Png()));
        Done(await Now<CaptionPicture>().RunAsync(draft, shot.UploadId, caption, "", Ada, CancellationToken.None));
        return shot.UploadId;
    }

    /// <summary>Submits, and lets what follows from it happen.</summary>
    public async Task<Result> SubmitAsync(Guid draft, Actor? actor = null)
    {
        var submitted = await Now<SubmitSubmission>().RunAsync(draft, actor ?? Ada, CancellationToken.None);
        await HandleEventsAsync();
        return submitted;
    }

    /// <summary>Works like the workers of the events until none is due.</summary>
    public async Task HandleEventsAsync()
    {
        var events = Database.Services.GetServices<IWorkQueue>().Single(queue => queue.Name == "events");
        while (await events.RunNextAsync(CancellationToken.None))
        {
        }
    }

    public Task<Result<Submission>> DecideAsync(
        Guid submission, Decision decision, string? message = "Good.", string? expectedCommit = null, Actor? actor = null) =>
        Now<DecideSubmission>().RunAsync(new DecideSubmissionRequest(submission, decision, message, expectedCommit, actor ?? Rita), CancellationToken.None);

    /// <summary>A publish as the command line sends it.</summary>
    public Task<Result<PublishOutcome>> PublishAsync(
        ListingInput? listing = null, string? reference = null, string? commit = null, string? manifest = null, bool dryRun = false,
        string url = Url, string registry = Extension.Marketplace, string organization = "acme", string? token = null, Actor? actor = null) =>
        Now<PublishExtension>().RunAsync(
            new PublishExtensionRequest(
                registry, organization, url, reference, commit, token is null ? null : new GitHubToken(token), listing, manifest, dryRun, actor ?? Ada),
            CancellationToken.None);

    /// <summary>A draft that lacks nothing.</summary>
    public async Task<Guid> ReadyAsync(string version = "1.0.0", string id = Id, string fullName = FullName, ListingDetails? details = null)
    {
        Push(version, id, fullName);
        var draft = await StartAsync();
        Done(await ReadAsync(draft, $"https://github.com/{fullName}"));
        Done(await DescribeAsync(draft, details ?? Details));
        return draft;
    }

    public async Task<Guid> InReviewAsync(string version = "1.0.0", string id = Id, string fullName = FullName, ListingDetails? details = null)
    {
        var draft = await ReadyAsync(version, id, fullName, details);
        var submitted = await SubmitAsync(draft);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
        return draft;
    }

    public async Task<Guid> ListedAsync(string version = "1.0.0", string id = Id, string fullName = FullName, ListingDetails? details = null)
    {
        var submission = await InReviewAsync(version, id, fullName, details);
        if (Done(await DecideAsync(submission, Decision.Approve)).State == SubmissionState.InReview)
        {
            // What is newly paid, hosted or sensitive needs two.
            Done(await DecideAsync(submission, Decision.Approve, actor: Rob));
        }

        return submission;
    }

    public async Task<Submission> FindAsync(Guid submission)
    {
        await using var db = await Database.OpenAsync();
        return (await SubmissionAccess.LoadAsync(db, submission, CancellationToken.None))!;
    }

    /// <summary>What the publisher's screens show.</summary>
    public async Task<SubmissionView> ViewAsync(Guid submission, Actor? actor = null) =>
        (await Get<SubmissionQueries>().FindAsync(submission, actor ?? Ada, CancellationToken.None)).Value;

    public async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await Database.OpenAsync();
        return await query(db);
    }

    public static T Done<T>(Result<T> result)
    {
        Assert.True(result.Succeeded, result.Error?.Message);
        return result.Value;
    }

    public static void Ok(Result result) => Assert.True(result.Succeeded, result.Error?.Message);

    /// <summary>Every history ends with what must always hold.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var db = await Database.OpenAsync())
        {
            await Invariants.AssertAsync(db);
        }

        await Database.DisposeAsync();
    }

    /// <summary>All modules of the way, for components that get their own services too.</summary>
    internal static void Register(IServiceCollection services, IGitHub gitHub)
    {
        var configuration = new ConfigurationBuilder().Build();
        services.AddSecrets(configuration).AddGitHub().AddAudit().AddOrganizations().AddNotifications(configuration);
        services.AddFiles(provider => provider.GetRequiredService<DataDirectory>().Private("files"));
        services.AddManifests().AddDocumentation().AddExtensions().AddSnapshots().AddChecks().AddReleases();
        services.AddListings().AddSubmissions().AddReviews().AddOperations();
        services.AddExtensionCalls().AddInstallationConfiguration().AddInstallations().AddRatings().AddBilling();
        services.AddSupport(provider => provider.GetRequiredService<DataDirectory>().Private("files"));
        services.AddHosting(isProduction: false, runsContainers: false);
        services.AddSingleton<PlatformAccess>();
        services.AddSessions();
        services.AddSingleton<SetPlatformRoles>();
        services.Replace(ServiceDescriptor.Singleton(gitHub));
    }

    private T Now<T>()
        where T : notnull
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return Get<T>();
    }

    private sealed record Cast(Actor Ada, Actor Ben, Actor Mia, Actor Gus, Actor Rita, Actor Rob, Actor Ina, Actor Olu);
}

/// <summary>Tests that walk the way; each has one of its own.</summary>
public abstract class ScenarioTests : IAsyncLifetime
{
    protected Scenario Scenario { get; private set; } = null!;

    /// <summary>
    /// The database it runs on. A class that runs on both is abstract, with a subclass for each:
    /// <code>public sealed class ReviewRacesOnPostgreSql : ReviewRaces { protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql; }</code>
    /// </summary>
    protected virtual DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public async Task InitializeAsync() => Scenario = await Scenario.OpenAsync(Provider);

    public async Task DisposeAsync() => await Scenario.DisposeAsync();
}
