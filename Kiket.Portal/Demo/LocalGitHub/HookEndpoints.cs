using System.Text.Json;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>A webhook of a repository.</summary>
public sealed record DemoHook(long Id, string Url, string ContentType, string? Secret, IReadOnlyList<string> Events, bool IsActive);

/// <summary>A webhook that was created, or whose ping was asked for.</summary>
public sealed class PingedEventArgs(DemoRepository repository, DemoHook hook) : EventArgs
{
    public DemoRepository Repository { get; } = repository;

    public DemoHook Hook { get; } = hook;
}

/// <summary>Webhooks of a repository, for tokens that may manage them.</summary>
internal sealed class HookEndpoints(DemoRepositories repositories)
{
    private const string Docs = "https://docs.github.com/rest/repos/webhooks";

    /// <summary>GitHub's own limit for one event.</summary>
    private const int MostHooks = 20;

    public GitHubResponse All(RepositoryCall call) => Refusal(call)
        ?? GitHubResponse.List(call.Request, call.Repository.Hooks.Values.OrderBy(hook => hook.Id), hook => Shape(call, hook));

    public GitHubResponse Create(RepositoryCall call)
    {
        if (Refusal(call) is { } refusal)
        {
            return refusal;
        }

        var hooks = call.Repository.Hooks.Values;
        var hook = Read(call, new DemoHook(hooks.Select(known => known.Id).DefaultIfEmpty(40_000_000).Max() + 1, "", "form", null, ["push"], IsActive: true));
        return hook switch
        {
            null => Invalid("Problems parsing JSON"),
            _ when !Uri.TryCreate(hook.Url, UriKind.Absolute, out _) => Invalid("url is missing a scheme"),
            _ when hooks.Any(known => known.Url == hook.Url) => Invalid("Hook already exists on this repository"),
            _ when hooks.Count() >= MostHooks => Invalid("The \"push\" event cannot have more than 20 hooks"),
            _ => Saved(call, hook, StatusCodes.Status201Created, ping: true),
        };
    }

    public GitHubResponse Update(RepositoryCall call)
    {
        if (Refusal(call) is { } refusal)
        {
            return refusal;
        }

        return Find(call) is not { } known ? GitHubResponse.NotFound()
            : Read(call, known) is not { } hook ? Invalid("Problems parsing JSON")
            : Saved(call, hook, StatusCodes.Status200OK, ping: false);
    }

    public GitHubResponse Ping(RepositoryCall call)
    {
        if (Refusal(call) is { } refusal)
        {
            return refusal;
        }

        if (Find(call) is not { } hook)
        {
            return GitHubResponse.NotFound();
        }

        repositories.Ping(call.Repository, hook);
        return new GitHubResponse(StatusCodes.Status204NoContent, [], "");
    }

    private GitHubResponse Saved(RepositoryCall call, DemoHook hook, int status, bool ping)
    {
        var saved = repositories.SaveHook(call.Repository.Id, hook).Value;
        if (ping)
        {
            repositories.Ping(saved, hook);
        }

        return GitHubResponse.Json(Shape(call, hook), status);
    }

    private static DemoHook? Find(RepositoryCall call) =>
        long.TryParse(call.Rest("hook"), System.Globalization.CultureInfo.InvariantCulture, out var id) ? call.Repository.Hooks.GetValueOrDefault(id) : null;

    /// <summary>What the body says, over what was there; null when it isn't JSON. A config that is sent replaces the whole one.</summary>
    private static DemoHook? Read(RepositoryCall call, DemoHook before)
    {
        try
        {
            using var document = JsonDocument.Parse(GitHubPipeline.BodyOf(call.Context));
            var root = document.RootElement;
            var hook = before;
            if (root.TryGetProperty("config", out var config))
            {
                string? Setting(string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;
                hook = hook with { Url = Setting("url") ?? "", ContentType = Setting("content_type") ?? "form", Secret = Setting("secret") };
            }

            if (root.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Array)
            {
                hook = hook with { Events = [.. events.EnumerateArray().Select(name => name.GetString() ?? "")] };
            }

            return root.TryGetProperty("active", out var active) ? hook with { IsActive = active.ValueKind == JsonValueKind.True } : hook;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>GitHub hides webhooks from a classic token, and says that a fine-grained one may not.</summary>
    private static GitHubResponse? Refusal(RepositoryCall call) => call.Permission == DemoPermission.Admin ? null
        : call.Token is { Kind: DemoTokenKind.FineGrained }
            ? GitHubResponse.Problem(StatusCodes.Status403Forbidden, "Resource not accessible by personal access token", Docs)
            : GitHubResponse.NotFound();

    private static GitHubResponse Invalid(string message) => GitHubResponse.Json(
        new { Message = "Validation Failed", Errors = new[] { new { Resource = "Hook", Code = "custom", Message = message } }, DocumentationUrl = Docs },
        StatusCodes.Status422UnprocessableEntity);

    private static object Shape(RepositoryCall call, DemoHook hook) => new
    {
        Type = "Repository",
        hook.Id,
        Name = "web",
        Active = hook.IsActive,
        hook.Events,
        Config = new { hook.Url, hook.ContentType, InsecureSsl = "0", Secret = hook.Secret is null ? null : "********" },
        UpdatedAt = call.Repository.PushedAt,
        CreatedAt = call.Repository.CreatedAt,
        Url = $"{call.RepositoryApi}/hooks/{hook.Id}",
        TestUrl = $"{call.RepositoryApi}/hooks/{hook.Id}/test",
        PingUrl = $"{call.RepositoryApi}/hooks/{hook.Id}/pings",
    };
}
