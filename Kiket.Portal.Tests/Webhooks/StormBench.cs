using System.Globalization;
using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>A repository whose extension is listed.</summary>
internal sealed record Stormed(long GitHubId, string Name, string Secret)
{
    public string ExtensionId => $"dev.acme.{Name}";
}

/// <summary>A portal as a process of its own, a local GitHub here, and listed extensions that follow their repositories.</summary>
internal sealed class StormBench : IAsyncDisposable
{
    private StormBench(PortalDatabase database, LocalGitHubServer gitHub, PortalServerProcess portal) =>
        (Database, GitHub, Portal) = (database, gitHub, portal);

    public PortalDatabase Database { get; }

    public LocalGitHubServer GitHub { get; }

    public PortalServerProcess Portal { get; }

    public IReadOnlyList<Stormed> Repositories { get; private set; } = [];

    public static async Task<StormBench> StartAsync(int repositories, string environment = "Development")
    {
        var gitHub = await LocalGitHubServer.StartAsync(DemoRepositories.Empty());
        gitHub.Limits.Anonymous = 1_000_000;
        var database = await PortalDatabase.CreateAsync(services => Scenario.Register(services, new RepositoriesInMemory()));
        var ada = await database.AddPersonAsync("ada");
        var rita = await database.AddPersonAsync("rita", PlatformRoles.Reviewer);
        await database.AddOrganizationAsync("acme", ada);
        await database.AddOrganizationAsync("guild", rita);
        var publisher = await TokenAsync(database, "acme", ApiTokenScopes.Publish | ApiTokenScopes.Read, ada);
        var reviewer = await TokenAsync(database, "guild", ApiTokenScopes.Review, rita);
        var portal = await PortalServerProcess.StartAsync(
            database.Directory,
            environment,
            ("Demo:Enabled", "false"),
            ("GitHub:ApiUrl", gitHub.Address.AbsoluteUri),
            ("Api:RateLimits:Publish:Burst", "1000"),
            ("Api:RateLimits:Publish:PerMinute", "1000"),
            // Everything comes from one address here, also what is badly signed.
            ("Api:RateLimits:Signature:Burst", "100000"),
            // The people of these tests have no mail to confirm.
            ("Accounts:ConfirmedEmail", "false"),
            ("Logging:LogLevel:Default", "Warning"));
        var bench = new StormBench(database, gitHub, portal);
        for (var n = 0; n < repositories; n++)
        {
            await bench.ListAsync($"storm{n}", publisher, reviewer);
        }

        bench.Repositories = await bench.QueryAsync(async db => (await db.Set<ExtensionRepository>().AsNoTracking().OrderBy(one => one.CreatedAt).ToListAsync())
            .Select(one => new Stormed(one.GitHubId, one.Name, database.Get<RepositoryWebhooks>().Reveal(one)!))
            .ToList());
        return bench;
    }

    public string Head(Stormed repository) => GitHub.Repositories.Find(repository.GitHubId)!.Head!.Sha;

    /// <summary>Pushes new words, in the same version or a higher one; the commit.</summary>
    public string Push(Stormed repository, string words, string version = "1.0.0") =>
        GitHub.Repositories.Push(repository.GitHubId, DemoPush.Of(words, Files(repository.Name, version, words))).Value.Sha;

    /// <summary>With a connection of its own: one that was open before a kill may still hold what it had read.</summary>
    public async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = new SqlitePortalDb(
            new DbContextOptionsBuilder<SqlitePortalDb>().UseSqlite($"Data Source={Database.File};Pooling=False").Options);
        return await query(db);
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await GitHub.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task ListAsync(string name, string publisher, string reviewer)
    {
        var repository = GitHub.Repositories.Create(new NewDemoRepository("acme", name)).Value;
        GitHub.Repositories.Push(repository.Id, DemoPush.Of("Begin", Files(name, "1.0.0", "The beginning.")));
        using var client = new HttpClient { BaseAddress = Portal.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", publisher);
        var published = await client.PostAsync("/api/v1/extensions/registry/marketplace/publish", new
        {
            repository = new { url = $"https://github.com/acme/{name}", @ref = "main" },
            listing = ApiPortal.Listing(),
        });
        Assert.Equal(HttpStatusCode.Accepted, published.Status);
        client.DefaultRequestHeaders.Authorization = new("Bearer", reviewer);
        var id = published.Body.GetProperty("submission_id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/api/v1/reviews/submissions/{id}/decision", new { decision = "approve" })).Status);
    }

    private static (string Path, string Text)[] Files(string name, string version, string words) =>
        [(".kiket/manifest.yaml", ApiPortal.Manifest(name, version)), ("README.md", string.Create(CultureInfo.InvariantCulture, $"# {name}\n\n{words}\n"))];

    private static async Task<string> TokenAsync(PortalDatabase database, string organization, ApiTokenScopes scopes, Actor actor) =>
        (await database.Get<CreateApiToken>()
            .RunAsync(organization, new NewApiToken("Test", scopes, TimeSpan.FromDays(1)), actor, CancellationToken.None)).Value.Value;
}
