using System.Globalization;
using System.Net;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;
using Octokit;

namespace Kiket.Portal.GitHub;

/// <summary>Writes through Octokit's connection and models, like <see cref="OctokitGitHub"/> reads.</summary>
internal sealed partial class OctokitGitHubWriter(
    GitHubTransport transport,
    IOptions<GitHubOptions> options,
    ILogger<OctokitGitHubWriter> logger) : IGitHubWriter
{
    /// <summary>A hundred webhooks have less.</summary>
    private const long MaxResponseBytes = 1024 * 1024;

    private const string Json = "application/vnd.github+json";
    private const string JsonType = "application/json";
    private const string StatusPermission = "Commit statuses: read and write (classic: the scope repo:status)";
    private const string HookPermission = "Webhooks: read and write (classic: the scope admin:repo_hook), and its owner must be an admin of the repository";

    public async Task<Result> SetStatusAsync(
        GitHubTarget repository, string commit, CommitStatusReport status, GitHubToken token, CancellationToken cancellationToken)
    {
        var body = new NewCommitStatus
        {
            Context = CommitStatusReport.Context,
            State = status.State switch
            {
                CommitStatusState.Pending => CommitState.Pending,
                CommitStatusState.Success => CommitState.Success,
                _ => CommitState.Failure,
            },
            Description = status.Description.Length > CommitStatusReport.MaxDescription
                ? status.Description[..(CommitStatusReport.MaxDescription - 1)] + "…"
                : status.Description,
            TargetUrl = status.Target?.AbsoluteUri,
        };
        var call = new Call(repository, $"statuses/{Uri.EscapeDataString(commit)}", token, StatusPermission);
        var sent = await SendAsync(call, async (to, path) => (await to.Post<CommitStatus>(path, body, Json, JsonType)).Body, cancellationToken);
        return sent.Error is { } error ? error : Result.Success();
    }

    public async Task<Result<IReadOnlyList<HookInfo>>> GetHooksAsync(GitHubTarget repository, GitHubToken token, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        var call = new Call(repository, "hooks?per_page=100", token, HookPermission);
        var asked = await SendAsync(
            call, async (to, path) => (await to.Get<List<RepositoryHook>>(path, none, Json, cancellationToken)).Body, cancellationToken);
        return asked.TryGet(out var hooks, out var error)
            ? Result.Of<IReadOnlyList<HookInfo>>([.. hooks.Where(hook => hook is { Id: > 0 }).Select(Describe)])
            : error;
    }

    public async Task<Result<HookInfo>> CreateHookAsync(
        GitHubTarget repository, HookSettings settings, GitHubToken token, CancellationToken cancellationToken)
    {
        var body = new NewRepositoryHook("web", Config(settings)) { Events = [HookSettings.Event], Active = true };
        var call = new Call(repository, "hooks", token, HookPermission) { Address = settings.Url };
        return Described(await SendAsync(call, async (to, path) => (await to.Post<RepositoryHook>(path, body, Json, JsonType)).Body, cancellationToken));
    }

    public async Task<Result<HookInfo>> UpdateHookAsync(
        GitHubTarget repository, long hook, HookSettings settings, GitHubToken token, CancellationToken cancellationToken)
    {
        var body = new EditRepositoryHook(Config(settings)) { Events = [HookSettings.Event], Active = true };
        var call = new Call(repository, Path(hook), token, HookPermission) { Address = settings.Url };
        return Described(await SendAsync(call, async (to, path) => (await to.Patch<RepositoryHook>(path, body)).Body, cancellationToken));
    }

    public async Task<Result> PingHookAsync(GitHubTarget repository, long hook, GitHubToken token, CancellationToken cancellationToken)
    {
        var call = new Call(repository, Path(hook) + "/pings", token, HookPermission);
        var sent = await SendAsync(call, async (to, path) => $"{await to.Post(path, cancellationToken)}", cancellationToken);
        return sent.Error is { } error ? error : Result.Success();
    }

    private static string Path(long hook) => string.Create(CultureInfo.InvariantCulture, $"hooks/{hook}");

    private static Dictionary<string, string> Config(HookSettings settings) => new(StringComparer.Ordinal)
    {
        ["url"] = settings.Url,
        ["content_type"] = HookSettings.ContentType,
        ["secret"] = settings.Secret,
        ["insecure_ssl"] = "0",
    };

    private static Result<HookInfo> Described(Result<RepositoryHook> result) =>
        !result.TryGet(out var hook, out var error) ? error : hook.Id <= 0 ? GitHubRefusals.Unexpected() : Describe(hook);

    private static HookInfo Describe(RepositoryHook hook)
    {
        string Setting(string name) => hook.Config is { } config && config.TryGetValue(name, out var value) ? value ?? "" : "";
        return new HookInfo(hook.Id, Setting("url"), Setting("content_type"), hook.Events ?? [], hook.Active);
    }

    private async Task<Result<T>> SendAsync<T>(Call call, Func<Connection, Uri, Task<T?>> send, CancellationToken cancellationToken)
        where T : class
    {
        var caller = GitHubCaller.Of(call.Token, options.Value, GitHubLane.Current);
        var path = string.Create(CultureInfo.InvariantCulture, $"repositories/{call.Repository.Id}/{call.Path}");
        try
        {
            var connection = transport.Connect(caller, MaxResponseBytes, cancellationToken);
            return await send(connection, new Uri(path, UriKind.Relative)) is { } body ? body : GitHubRefusals.Unexpected();
        }
        catch (GitHubRefusedException refused)
        {
            return refused.Error;
        }
        catch (ApiException exception)
        {
            return Refusal(exception, call, caller);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Valid JSON of another shape fails inside Octokit in many ways.
            LogUnexpected(logger, path, exception.GetType().Name);
            return GitHubRefusals.Unexpected();
        }
    }

    /// <summary>GitHub answers 404 as well as 403 to a token that may not write.</summary>
    private static Error Refusal(ApiException exception, Call call, GitHubCaller caller)
    {
        Error LacksWrite() => Error.Invalid(
            GitHubErrors.TokenLacksWrite, $"The token of {call.Repository.FullName} may not do this. Give it the permission {call.Permission}.");
        return exception.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound => LacksWrite(),
            HttpStatusCode.UnprocessableEntity when call.Address is { } address => Error.Invalid(
                GitHubErrors.NotAccepted,
                $"GitHub doesn't accept a webhook to {address}. It must be an address on the internet; an operator sets it with Portal:PublicUrl. "
                + "A repository can have 20 webhooks."),
            HttpStatusCode.UnprocessableEntity => Error.Invalid(GitHubErrors.NotAccepted, $"GitHub doesn't know this commit of {call.Repository.FullName}."),
            _ => GitHubRefusals.Of(exception, call.Repository.FullName, caller, LacksWrite),
        };
    }

    /// <param name="Permission">What the token needs, for the refusal.</param>
    private sealed record Call(GitHubTarget Repository, string Path, GitHubToken Token, string Permission)
    {
        /// <summary>The address of a webhook, when it is about one.</summary>
        public string? Address { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "GitHub's response for {Path} could not be read: {Failure}")]
    private static partial void LogUnexpected(ILogger logger, string path, string failure);
}
