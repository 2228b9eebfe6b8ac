using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Api;

/// <summary>As much of GitHub's REST interface as a publish needs, over HTTP on a loopback port.</summary>
internal sealed class SmallGitHub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private long _nextId;

    private SmallGitHub(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<SmallGitHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var gitHub = new SmallGitHub(builder.Build());
        gitHub.Map();
        await gitHub._app.StartAsync();
        return gitHub;
    }

    /// <summary>Makes or replaces what is at <c>main</c> of a repository; the commit's SHA.</summary>
    public string Push(string fullName, string manifest, string? token = null, string readme = "# Pinger\n\nPings.", params (string Path, string Text)[] more)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { [".kiket/manifest.yaml"] = manifest, ["README.md"] = readme };
        foreach (var (path, text) in more)
        {
            files[path] = text;
        }

        var entries = files.ToDictionary(file => file.Key, file => Store(file.Value), StringComparer.Ordinal);
        var commit = Sha(fullName + string.Concat(entries.Values));
        _repositories.AddOrUpdate(
            fullName,
            _ => new Repository(Interlocked.Increment(ref _nextId), fullName, token, commit, entries),
            (_, before) => before with { Commit = commit, Files = entries });
        return commit;
    }

    /// <summary>The number by which pushes name it.</summary>
    public long IdOf(string fullName) => _repositories[fullName].Id;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet("/repos/{owner}/{name}", (string owner, string name, HttpRequest request) => Response(owner, name, request, Describe));
        _app.MapGet("/repositories/{id:long}", (long id) =>
            _repositories.Values.FirstOrDefault(repository => repository.Id == id && repository.Token is null) is { } found
                ? Results.Json(Describe(found))
                : Results.Json(new { message = "Not Found" }, statusCode: StatusCodes.Status404NotFound));
        _app.MapGet("/repos/{owner}/{name}/commits/{**reference}", (string owner, string name, string reference, HttpRequest request) =>
            Response(owner, name, request, repository =>
                reference is "main" or "heads/main" || repository.Commit.StartsWith(reference, StringComparison.Ordinal)
                    ? Commit(repository)
                    : null));
        _app.MapGet("/repos/{owner}/{name}/git/trees/{sha}", (string owner, string name, HttpRequest request) => Response(owner, name, request, Tree));
        _app.MapGet("/repos/{owner}/{name}/git/blobs/{sha}", (string sha) => Results.Bytes(_blobs[sha], "application/vnd.github.raw"));
    }

    private IResult Response(string owner, string name, HttpRequest request, Func<Repository, object?> response) =>
        _repositories.TryGetValue($"{owner}/{name}", out var repository)
        && (repository.Token is null || request.Headers.Authorization.ToString().EndsWith(repository.Token, StringComparison.Ordinal))
        && response(repository) is { } found
            ? Results.Json(found)
            : Results.Json(new { message = "Not Found" }, statusCode: StatusCodes.Status404NotFound);

    private static object Describe(Repository repository)
    {
        var parts = repository.FullName.Split('/');
        return new
        {
            id = repository.Id,
            name = parts[1],
            full_name = repository.FullName,
            owner = new { login = parts[0], id = 1 },
            default_branch = "main",
            @private = repository.Token is not null,
            archived = false,
            permissions = new { admin = false, push = false, pull = true },
            description = "",
            pushed_at = "2026-11-01T10:00:00Z",
        };
    }

    private static object Commit(Repository repository)
    {
        var person = new { name = "Ada", email = "ada@acme.test", date = "2026-11-01T10:00:00Z" };
        return new { sha = repository.Commit, commit = new { message = "Say more", author = person, committer = person } };
    }

    private object Tree(Repository repository) => new
    {
        sha = repository.Commit,
        truncated = false,
        tree = repository.Files.Select(file => new { path = file.Key, mode = "100644", type = "blob", sha = file.Value, size = _blobs[file.Value].Length }),
    };

    private string Store(string text)
    {
        var sha = Sha("blob" + text);
        _blobs[sha] = Encoding.UTF8.GetBytes(text);
        return sha;
    }

    private static string Sha(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40].ToLower(CultureInfo.InvariantCulture);

    private sealed record Repository(long Id, string FullName, string? Token, string Commit, IReadOnlyDictionary<string, string> Files);
}
