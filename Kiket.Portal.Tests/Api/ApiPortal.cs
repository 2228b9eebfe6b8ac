using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>
/// A running portal with a small GitHub beside it, and people with tokens: Ada owns acme, Gus owns globex, Rita
/// reviews and owns guild, Mia is a plain member of acme.
/// </summary>
public sealed class ApiPortal : IAsyncLifetime
{
    public const string Collection = "Api";

    private readonly (string Key, string Value)[] _settings;
    private PortalServer? _server;
    private SmallGitHub? _gitHub;
    private int _next;

    public ApiPortal()
        : this([])
    {
    }

    internal ApiPortal(params (string Key, string Value)[] settings) => _settings = settings;

    public PortalServer Server => _server!;

    internal SmallGitHub GitHub => _gitHub!;

    public Actor Ada { get; private set; } = null!;

    /// <summary>Scopes publish and read, of acme.</summary>
    public string Publisher { get; private set; } = "";

    /// <summary>Scope read alone, of acme.</summary>
    public string Reader { get; private set; } = "";

    /// <summary>Scope read, of Mia, a plain member of acme.</summary>
    public string Member { get; private set; } = "";

    /// <summary>Scope admin, of acme's only Owner, who decides on what acme keeps to itself.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>Scope admin, of globex.</summary>
    public string Customer { get; private set; } = "";

    /// <summary>Scope review, of guild.</summary>
    public string Reviewer { get; private set; } = "";

    public string SecondReviewer { get; private set; } = "";

    /// <summary>Scope admin, of guild, the reviewer's own organization.</summary>
    public string Guild { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _gitHub = await SmallGitHub.StartAsync();
        _server = await PortalServer.StartAsync([("GitHub:ApiUrl", _gitHub.Address), ("Demo:Enabled", "false"), .. _settings]);
        Ada = await PersonAsync("Ada", PlatformRoles.None);
        var gus = await PersonAsync("Gus", PlatformRoles.None);
        var rita = await PersonAsync("Rita", PlatformRoles.Reviewer);
        var rob = await PersonAsync("Rob", PlatformRoles.Reviewer);
        var mia = await PersonAsync("Mia", PlatformRoles.None);
        await OrganizationAsync("acme", Ada);
        Assert.True((await Server.Services.GetRequiredService<AcceptPublisherAgreement>().RunAsync(
            "acme", PublisherAgreement.CurrentVersion, Ada, default)).Succeeded);
        await OrganizationAsync("globex", gus);
        await OrganizationAsync("guild", rita);
        await OrganizationAsync("reading-room", rob);
        await JoinAsync("acme", mia);
        Publisher = await TokenAsync("acme", ApiTokenScopes.Publish | ApiTokenScopes.Read, Ada);
        Reader = await TokenAsync("acme", ApiTokenScopes.Read, Ada);
        Member = await TokenAsync("acme", ApiTokenScopes.Read, mia);
        Owner = await TokenAsync("acme", ApiTokenScopes.Admin, Ada);
        Customer = await TokenAsync("globex", ApiTokenScopes.Admin, gus);
        Reviewer = await TokenAsync("guild", ApiTokenScopes.Review, rita);
        SecondReviewer = await TokenAsync("reading-room", ApiTokenScopes.Review, rob);
        Guild = await TokenAsync("guild", ApiTokenScopes.Admin, rita);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await GitHub.DisposeAsync();
    }

    /// <summary>A name that no other test uses.</summary>
    public string Unique(string word) => $"{word}{Interlocked.Increment(ref _next)}";

    public HttpClient Client(string? token = null)
    {
        var client = Server.Client();
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    /// <summary>Pushes a repository with a manifest that has all it needs.</summary>
    public (string Url, string Id) Repository(string version = "1.0.0", string extra = "", string? name = null)
    {
        name ??= Unique("pinger");
        GitHub.Push($"acme/{name}", Manifest(name, version, extra));
        return ($"https://github.com/acme/{name}", $"dev.acme.{name}");
    }

    public static string Manifest(string name, string version, string extra = "") =>
        $"""
        model_version: "1.0"
        extension:
          id: dev.acme.{name}
          name: Pinger
          version: {version}
          description: Pings what matters.
          sdk: dotnet
          delivery: http
          callback:
            url: https://pinger.acme.test/webhooks
        {extra}
        """;

    public static object Listing(string summary = "Pings what matters, when it matters.") => new
    {
        summary,
        categories = new[] { "communication" },
        pricing = new { model = "free" },
        support = new { email = "help@acme.test", url = (string?)null },
    };

    public Task<ApiResponse> PublishAsync(string url, object? listing = null, string? token = null, string registry = "marketplace", bool? dryRun = null) =>
        Client(token ?? Publisher).PostAsync(
            $"/api/v1/extensions/registry/{registry}/publish",
            new { repository = new { url, @ref = "main", commit_sha = (string?)null }, listing = listing ?? Listing(), dry_run = dryRun });

    public Task<ApiResponse> DecideAsync(Guid submission, string decision, string? message = null, string? expectedCommit = null, string? token = null) =>
        Client(token ?? Reviewer).PostAsync(
            $"/api/v1/reviews/submissions/{submission}/decision", new { decision, message, expected_commit = expectedCommit });

    /// <summary>Publishes and approves: the extension's id.</summary>
    public async Task<string> ListedAsync(
        string version = "1.0.0",
        string? name = null,
        string registry = "marketplace",
        string summary = "Pings what matters, when it matters.")
    {
        var (url, id) = Repository(version, name: name);
        var published = await PublishAsync(url, Listing(summary), registry: registry);
        Assert.Equal(HttpStatusCode.Accepted, published.Status);
        var decided = await DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve", token: registry == "marketplace" ? Reviewer : Owner);
        Assert.Equal(HttpStatusCode.OK, decided.Status);
        return id;
    }

    public async Task<string> TokenAsync(string organization, ApiTokenScopes scopes, Actor actor, TimeSpan? lifetime = null)
    {
        using var scope = Server.Services.CreateScope();
        var created = await scope.ServiceProvider.GetRequiredService<CreateApiToken>()
            .RunAsync(organization, new NewApiToken("Test", scopes, lifetime ?? TimeSpan.FromDays(1)), actor, default);
        return created.Value.Value;
    }

    public async Task RevokeAsync(string organization, string token, Actor actor)
    {
        using var scope = Server.Services.CreateScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var hash = ApiTokenValue.Hash(token);
        var id = await db.Set<ApiToken>().Where(stored => stored.Hash == hash).Select(stored => stored.Id).SingleAsync();
        var revoked = await scope.ServiceProvider.GetRequiredService<RevokeApiToken>().RunAsync(organization, id, actor, default);
        Assert.True(revoked.Succeeded);
    }

    /// <summary>Who acts for a person of this portal, by name.</summary>
    public async Task<Actor> ReviewerAsync(string name)
    {
        await using var db = await Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<PortalUser>()
            .Where(user => user.DisplayName == name)
            .Select(user => new Actor(user.Id, user.DisplayName, null, null))
            .SingleAsync();
    }

    private async Task<Actor> PersonAsync(string name, PlatformRoles roles)
    {
        using var scope = Server.Services.CreateScope();
        var user = PortalUser.Register($"{name.ToLowerInvariant()}@people.test", name, DateTimeOffset.UtcNow);
        user.SetPlatformRoles(roles);
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user);
        Assert.True(created.Succeeded);
        return new Actor(user.Id, name);
    }

    public async Task OrganizationAsync(string slug, Actor owner)
    {
        using var scope = Server.Services.CreateScope();
        var created = await scope.ServiceProvider.GetRequiredService<CreateOrganization>().RunAsync(slug, slug, owner, default);
        Assert.True(created.Succeeded);
    }

    private async Task JoinAsync(string slug, Actor person)
    {
        using var scope = Server.Services.CreateScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var organization = await db.Set<Organization>().SingleAsync(candidate => candidate.Slug == slug);
        db.Add(Membership.Of(organization.Id, person.UserId, OrganizationRole.Member, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
    }
}

/// <summary>One portal for all tests of the API that need no settings of their own.</summary>
[CollectionDefinition(ApiPortal.Collection)]
public sealed class ApiTests : ICollectionFixture<ApiPortal>;

/// <summary>What the API answered.</summary>
public sealed record ApiResponse(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Message)
{
    public string Code => Body.GetProperty("code").GetString()!;

    public string Error => Body.GetProperty("error").GetString()!;

    /// <summary>A refusal in the API's own form, whatever its reason.</summary>
    public ApiResponse Refused(HttpStatusCode status, string code)
    {
        Assert.Equal(status, Status);
        Assert.Equal(code, Code);
        Assert.Equal(Error, Body.GetProperty("message").GetString());
        Assert.NotEmpty(Error);
        Assert.Equal(JsonValueKind.Array, Body.GetProperty("details").ValueKind);
        return this;
    }

    public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}

internal static class ApiClient
{
    public static async Task<ApiResponse> ReadAsync(this HttpClient client, string path) => await ResponseAsync(await client.GetAsync(path));

    public static async Task<ApiResponse> PostAsync(this HttpClient client, string path, object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return await ResponseAsync(await client.SendAsync(request));
    }

    public static async Task<ApiResponse> PostTextAsync(this HttpClient client, string path, string body, string? type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await ResponseAsync(await client.PostAsync(path, content));
    }

    /// <summary>Never HTML: every answer below /api is JSON, or has no body at all.</summary>
    public static async Task<ApiResponse> ResponseAsync(HttpResponseMessage message)
    {
        var text = await message.Content.ReadAsStringAsync();
        if (text.Length == 0)
        {
            return new ApiResponse(message.StatusCode, default, message);
        }

        Assert.Equal("application/json", message.Content.Headers.ContentType?.MediaType);
        return new ApiResponse(message.StatusCode, JsonSerializer.Deserialize<JsonElement>(text), message);
    }
}
