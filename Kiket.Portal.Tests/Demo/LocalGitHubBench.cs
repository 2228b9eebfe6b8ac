using System.Net.Http.Headers;
using Kiket.Portal.Demo.LocalGitHub;
using Octokit;

namespace Kiket.Portal.Tests.Demo;

/// <summary>A local GitHub with one small repository, and the real client on it.</summary>
internal sealed class LocalGitHubBench : IAsyncDisposable
{
    public const string Token = "demo-token-test";

    private LocalGitHubBench(LocalGitHubServer server, DemoRepository repository)
    {
        Server = server;
        Id = repository.Id;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    public LocalGitHubServer Server { get; }

    public long Id { get; }

    public HttpClient Http { get; }

    public DemoRepository Repository => Server.Repositories.Find(Id)!;

    public static async Task<LocalGitHubBench> StartAsync(bool isPrivate = false)
    {
        var repositories = DemoRepositories.Empty();
        repositories.Accounts.Add(new DemoToken(Token, "acme-bot")
        {
            Kind = DemoTokenKind.Classic,
            Scopes = ["repo", "read:user"],
            ExpiresAt = DateTimeOffset.UtcNow.AddDays(30),
        });
        var made = repositories.Create(new NewDemoRepository("acme", "alerts")
        {
            IsPrivate = isPrivate,
            Access = new Dictionary<string, DemoPermission>(StringComparer.Ordinal) { [Token] = DemoPermission.Push },
        }).Value;
        var push = DemoPush.Of(
            "First words",
            ("README.md", "# Alerts\n"),
            (".kiket/manifest.yaml", "model_version: \"1.0\"\n"),
            ("docs/guide.md", "Read me.\n"));
        repositories.Push(made.Id, push with { Author = "Ada <ada@acme.test>", When = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)) });
        repositories.Tag(made.Id, "v1.0.0", "main");
        repositories.Push(made.Id, DemoPush.Of("More words", ("README.md", "# Alerts\n\nMore.\n")));
        repositories.Tag(made.Id, "v1.1.0", "main", "Version 1.1.0");
        repositories.Push(made.Id, DemoPush.Of("Try something", ("topic.txt", "x\n")) with { Branch = "feature/topic" });
        return new LocalGitHubBench(await LocalGitHubServer.StartAsync(repositories), repositories.Find(made.Id)!);
    }

    public GitHubClient Client(string? token = null)
    {
        var connection = new Connection(new Octokit.ProductHeaderValue("portal-tests"), new Uri(Server.Address, "api/v3/"));
        if (token is not null)
        {
            connection.Credentials = new Credentials(token);
        }

        return new GitHubClient(connection);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token = null, string? accept = null, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
