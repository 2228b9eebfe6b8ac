using System.Collections.Concurrent;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>The webhooks and statuses of GitHub at the portal's edge.</summary>
internal sealed class HooksInMemory : IGitHubWriter
{
    private readonly ConcurrentDictionary<long, HookSettings> _hooks = new();

    /// <summary>While set, every call is refused with it.</summary>
    public Error? Refusal { get; set; }

    /// <summary>The statuses that were set, in order.</summary>
    public ConcurrentQueue<(string Commit, CommitStatusReport Report)> Statuses { get; } = new();

    public IReadOnlyList<(long Id, HookSettings Settings)> Hooks => [.. _hooks.Select(hook => (hook.Key, hook.Value))];

    public Task<Result> SetStatusAsync(
        GitHubTarget repository, string commit, CommitStatusReport status, GitHubToken token, CancellationToken cancellationToken)
    {
        Statuses.Enqueue((commit, status));
        return Task.FromResult(Refusal is { } refusal ? refusal : Result.Success());
    }

    public Task<Result<IReadOnlyList<HookInfo>>> GetHooksAsync(GitHubTarget repository, GitHubToken token, CancellationToken cancellationToken) =>
        Task.FromResult(Refusal is { } refusal ? refusal : Result.Of<IReadOnlyList<HookInfo>>([.. _hooks.Select(hook => Info(hook.Key, hook.Value))]));

    public Task<Result<HookInfo>> CreateHookAsync(
        GitHubTarget repository, HookSettings settings, GitHubToken token, CancellationToken cancellationToken) =>
        UpdateHookAsync(repository, _hooks.Count + 1, settings, token, cancellationToken);

    public Task<Result<HookInfo>> UpdateHookAsync(
        GitHubTarget repository, long hook, HookSettings settings, GitHubToken token, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Result<HookInfo>>(refusal);
        }

        _hooks[hook] = settings;
        return Task.FromResult<Result<HookInfo>>(Info(hook, settings));
    }

    public Task<Result> PingHookAsync(GitHubTarget repository, long hook, GitHubToken token, CancellationToken cancellationToken) =>
        Task.FromResult(Refusal is { } refusal ? refusal : Result.Success());

    private static HookInfo Info(long id, HookSettings settings) => new(id, settings.Url, HookSettings.ContentType, [HookSettings.Event], IsActive: true);
}
