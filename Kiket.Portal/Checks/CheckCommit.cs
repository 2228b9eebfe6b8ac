using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Checks;

/// <summary>A commit that was read, and access to its files.</summary>
public sealed record CommitToCheck(Guid RepositoryId, RepositoryInfo Repository, CommitSnapshot Snapshot, GitHubToken? Token)
{
    /// <summary>Whether the static checks haven't finished yet.</summary>
    public bool IsStaticDue { get; init; } = true;

    public bool IsManaged => Snapshot.Manifest?.Hosting is { Managed: true };
}

/// <summary>
/// The checks that only need the commit. A job, a publish and a dry run all get the same findings. Only stores facts about
/// single files.
/// </summary>
public sealed class CheckCommit(IGitHub gitHub, ScanFiles scan)
{
    private const int MaxDockerfileBytes = 64 * 1024;

    /// <param name="remember">False for a dry run, which stores nothing.</param>
    /// <param name="progress">The number of checked files, and of all files.</param>
    public async Task<Result<IReadOnlyList<CheckResult>>> RunAsync(
        CommitToCheck commit, bool remember, Func<int, int, Task>? progress, CancellationToken cancellationToken)
    {
        // In the background even when a publish waits for it, because up to 2,000 files must not delay a person in the wizard.
        using var lane = GitHubLane.TakeBackground();
        if (!(await gitHub.GetTreeAsync(commit.Repository, commit.Snapshot.Commit, commit.Token, cancellationToken)).TryGet(out var tree, out var error)
            || !(await scan.RunAsync(commit, tree, remember, progress, cancellationToken)).TryGet(out var scanned, out error)
            || !(await DockerfileAsync(commit, tree, cancellationToken)).TryGet(out var dockerfile, out error))
        {
            return error;
        }

        return new CheckResult[]
        {
            Manifest(commit.Snapshot),
            SensitiveFiles.Judge(tree, scanned),
            ContainerRequirements.Judge(commit, dockerfile, scanned),
            EgressHostsFound.Judge(commit.Snapshot.Manifest, commit.Snapshot.ManifestPath, scanned),
        };
    }

    /// <summary>The findings of reading the commit, as one of the checks.</summary>
    public static CheckResult Manifest(CommitSnapshot snapshot) =>
        CheckResult.Of(CheckKind.Manifest, snapshot.Findings, "Complete and valid.", snapshot.IsTreeComplete);

    private async Task<Result<string>> DockerfileAsync(CommitToCheck commit, RepositoryTree tree, CancellationToken cancellationToken)
    {
        if (!commit.IsManaged
            || tree.Entries.FirstOrDefault(entry => entry is { Path: "Dockerfile", Kind: TreeEntryKind.File }) is not { } entry
            || entry.Size > MaxDockerfileBytes)
        {
            return "";
        }

        return (await gitHub.GetBlobAsync(commit.Repository, entry, MaxDockerfileBytes, commit.Token, cancellationToken)).TryGet(out var bytes, out var error)
            ? System.Text.Encoding.UTF8.GetString(bytes)
            : error;
    }
}
