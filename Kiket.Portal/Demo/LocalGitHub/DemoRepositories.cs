using System.Collections.Immutable;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// Every repository that the local GitHub serves: the shipped samples and the changes to them.
/// Thread-safe; each change is on disk before the response is sent.
/// </summary>
public sealed class DemoRepositories
{
    private const string Pusher = "Demo Pusher <demo@kiket.test>";
    private const long FirstFreeId = 900_000_001;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly DemoJournal? _journal;
    private ImmutableList<(long Repository, string Commit, DemoStatus Status)> _statuses = [];
    private ImmutableDictionary<long, DemoRepository> _repositories = ImmutableDictionary<long, DemoRepository>.Empty;

    /// <param name="shipped">The folder of sample repositories; null for none.</param>
    /// <param name="data">Where changes are stored across restarts; null to store them only in memory.</param>
    public DemoRepositories(string? shipped, string? data, TimeProvider time)
    {
        _time = time;
        if (shipped is not null)
        {
            SampleFolder.Load(shipped, Accounts, Put);
        }

        if (data is not null)
        {
            _journal = new DemoJournal(data);
            foreach (var change in _journal.Read())
            {
                if (!Apply(change).Succeeded)
                {
                    // It no longer fits, because the shipped samples changed.
                    continue;
                }
            }
        }
    }

    /// <summary>After a branch or tag moved; called outside any lock, on the caller's thread.</summary>
    public event EventHandler<PushedEventArgs>? Pushed;

    /// <summary>When a webhook is to send a ping.</summary>
    public event EventHandler<PingedEventArgs>? Pinged;

    public DemoAccounts Accounts { get; } = new();

    public IReadOnlyList<DemoRepository> All =>
        [.. _repositories.Values.OrderBy(repository => repository.FullName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Without shipped samples and stored changes; most tests start with this.</summary>
    public static DemoRepositories Empty(TimeProvider? time = null) => new(null, null, time ?? TimeProvider.System);

    public DemoRepository? Find(long id) => _repositories.GetValueOrDefault(id);

    /// <summary>By name, case-insensitive. A current name wins over a former one, as on GitHub.</summary>
    public DemoRepository? Find(string owner, string name)
    {
        var fullName = $"{owner}/{name}";
        var all = _repositories.Values;
        return all.FirstOrDefault(repository => Same(repository.FullName, fullName))
            ?? all.FirstOrDefault(repository => repository.FormerNames.Any(former => Same(former, fullName)));
    }

    public Result<DemoRepository> Create(NewDemoRepository values)
    {
        if (_repositories.Values.Any(repository => Same(repository.FullName, $"{values.Owner}/{values.Name}")))
        {
            return Error.Conflict("repository_exists", $"{values.Owner}/{values.Name} already exists. Choose another name.");
        }

        var id = values.Id ?? NextId();
        return Change(new DemoChange.Created(id, values, _time.GetUtcNow()));
    }

    /// <summary>Commits to a branch and moves it.</summary>
    public Result<GitCommit> Push(long id, DemoPush push)
    {
        if (Find(id) is not { } before)
        {
            return Missing();
        }

        if (push.Files.Keys.Concat(push.Deletions).FirstOrDefault(path => !IsPath(path)) is { } wrong)
        {
            return Error.Invalid("path_invalid", $"'{wrong}' is not a path inside a repository. Use parts joined by single slashes.");
        }

        var branch = push.Branch ?? before.DefaultBranch;
        var settled = push with { Branch = branch, Author = push.Author ?? Pusher, When = push.When ?? Now() };
        if (!Change(new DemoChange.Pushed(id, settled)).TryGet(out var after, out var error))
        {
            return error;
        }

        var reference = $"refs/heads/{branch}";
        var commit = after.Branch(branch)!;
        Raise(before, after, reference, forced: push.Onto is not null);
        return commit;
    }

    /// <summary>Sets or moves a tag on what <paramref name="target"/> resolves to; annotated when there is a message.</summary>
    public Result<DemoRepository> Tag(long id, string name, string target, string? message = null)
    {
        var before = Find(id);
        var result = Change(new DemoChange.Tagged(id, name, target, message, Pusher, Now()));
        if (before is not null && result.Succeeded)
        {
            Raise(before, result.Value, $"refs/tags/{name}", forced: false);
        }

        return result;
    }

    /// <param name="reference">The full name, <c>refs/heads/topic</c>.</param>
    public Result<DemoRepository> DeleteReference(long id, string reference)
    {
        var before = Find(id);
        var result = Change(new DemoChange.ReferenceDeleted(id, reference));
        if (before is not null && result.Succeeded)
        {
            Raise(before, result.Value, reference, forced: false);
        }

        return result;
    }

    /// <summary>Renames or transfers. The former name redirects here until something else takes it.</summary>
    public Result<DemoRepository> Rename(long id, string owner, string name) => Change(new DemoChange.Renamed(id, owner, name));

    /// <summary>The statuses of a commit, oldest first. They end with the process.</summary>
    public IReadOnlyList<DemoStatus> StatusesOf(long id, string commit) =>
        [.. _statuses.Where(known => known.Repository == id && known.Commit == commit).Select(known => known.Status)];

    internal void AddStatus(long id, string commit, DemoStatus status) =>
        ImmutableInterlocked.Update(ref _statuses, (known, added) => known.Add(added), (id, commit, status));

    /// <summary>Adds a webhook, or replaces the one with its number.</summary>
    public Result<DemoRepository> SaveHook(long id, DemoHook hook) => Change(new DemoChange.HookSaved(id, hook));

    internal void Ping(DemoRepository repository, DemoHook hook) => Pinged?.Invoke(this, new PingedEventArgs(repository, hook));

    public Result<DemoRepository> SetPrivate(long id, bool isPrivate) => Change(new DemoChange.VisibilitySet(id, isPrivate));

    public Result Delete(long id) => Change(new DemoChange.Deleted(id)) is { Succeeded: false } refused ? refused.Error : Result.Success();

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static bool IsPath(string path) =>
        path.Length is > 0 and < 4096
        && path.Split('/').All(part => part is not ("" or "." or ".." or ".git") && !part.Contains('\0', StringComparison.Ordinal));

    private static Error Missing() => Error.NotFound("repository_not_found", "This repository does not exist in the local GitHub.");

    /// <summary>Git stores whole seconds.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());

    private long NextId()
    {
        lock (_lock)
        {
            return Math.Max(FirstFreeId, _repositories.Keys.DefaultIfEmpty().Max() + 1);
        }
    }

    private void Put(DemoRepository repository) => _repositories = _repositories.SetItem(repository.Id, repository);

    private Result<DemoRepository> Change(DemoChange change)
    {
        lock (_lock)
        {
            var before = _repositories;
            var result = Apply(change);
            if (result.Succeeded)
            {
                try
                {
                    _journal?.Append(change);
                }
                catch (IOException)
                {
                    _repositories = before;
                    throw;
                }
            }

            return result;
        }
    }

    private Result<DemoRepository> Apply(DemoChange change)
    {
        if (change is DemoChange.Created created)
        {
            return Store(Made(created));
        }

        if (Find(change.Repository) is not { } repository)
        {
            return Missing();
        }

        switch (change)
        {
            case DemoChange.Pushed pushed:
                return Pushing(repository, pushed.Push);
            case DemoChange.Tagged tagged:
                return repository.Resolve(tagged.Target) is { } target
                    ? Store(GitChanges.Tag(repository, tagged.Name, target, tagged.Message, GitSignature.Parse(tagged.Tagger, tagged.When)))
                    : Error.NotFound("ref_not_found", $"'{tagged.Target}' is neither a branch, a tag nor a commit of {repository.FullName}.");
            case DemoChange.ReferenceDeleted deleted:
                return repository.References.ContainsKey(deleted.Reference)
                    ? Store(repository with { References = repository.References.Remove(deleted.Reference) })
                    : Error.NotFound("ref_not_found", $"{repository.FullName} has no {deleted.Reference}.");
            case DemoChange.Renamed renamed:
                return Renaming(repository, renamed);
            case DemoChange.VisibilitySet visibility:
                return Store(repository with { IsPrivate = visibility.IsPrivate });
            case DemoChange.HookSaved hook:
                return Store(repository with { Hooks = repository.Hooks.SetItem(hook.Hook.Id, hook.Hook) });
            default:
                _repositories = _repositories.Remove(repository.Id);
                return repository;
        }
    }

    private Result<DemoRepository> Pushing(DemoRepository repository, DemoPush push)
    {
        if (repository.IsArchived)
        {
            return Error.Conflict("repository_archived", $"{repository.FullName} is archived and read-only.");
        }

        if (push.Onto is { } onto && repository.Resolve(onto) is null)
        {
            return Error.NotFound("ref_not_found", $"'{onto}' is not a commit of {repository.FullName}.");
        }

        return Store(GitChanges.Commit(repository, push, GitSignature.Parse(push.Author ?? Pusher, push.When ?? Now())).Repository);
    }

    private Result<DemoRepository> Renaming(DemoRepository repository, DemoChange.Renamed renamed)
    {
        var wanted = $"{renamed.Owner}/{renamed.Name}";
        if (_repositories.Values.Any(other => other.Id != repository.Id && Same(other.FullName, wanted)))
        {
            return Error.Conflict("repository_exists", $"{wanted} already exists. Choose another name.");
        }

        var former = repository.FormerNames.Add(repository.FullName).RemoveAll(name => Same(name, wanted));
        return Store(repository with { Owner = renamed.Owner, Name = renamed.Name, FormerNames = former });
    }

    private Result<DemoRepository> Store(DemoRepository repository)
    {
        Put(repository);
        return repository;
    }

    private static DemoRepository Made(DemoChange.Created created) => new(created.Repository, created.Values.Owner, created.Values.Name)
    {
        Description = created.Values.Description,
        IsPrivate = created.Values.IsPrivate,
        DefaultBranch = created.Values.DefaultBranch,
        Access = created.Values.Access.ToImmutableDictionary(StringComparer.Ordinal),
        CreatedAt = created.When,
        PushedAt = created.When,
    };

    private void Raise(DemoRepository before, DemoRepository after, string reference, bool forced) =>
        Pushed?.Invoke(this, new PushedEventArgs(
            after,
            reference,
            before.References.GetValueOrDefault(reference, PushedEventArgs.Nothing),
            after.References.GetValueOrDefault(reference, PushedEventArgs.Nothing),
            forced));
}
