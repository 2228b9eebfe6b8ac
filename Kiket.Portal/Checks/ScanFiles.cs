using System.Collections.Concurrent;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Checks;

/// <summary>The facts about the files of a commit.</summary>
/// <param name="Facts">By path. A file that isn't here was only checked by its name.</param>
/// <param name="Unread">The number of files that should have been checked but weren't.</param>
/// <param name="TooLarge">The number of files that are too large to read their content.</param>
public sealed record ScannedFiles(IReadOnlyDictionary<string, FileFacts> Facts, int Unread, int TooLarge, bool IsTreeComplete)
{
    public bool IsComplete => IsTreeComplete && Unread == 0;
}

/// <summary>
/// Checks the files of a commit, the likely ones first, within limits of number and size. Files that didn't change since
/// an earlier commit aren't fetched again, so an interrupted run also continues where it stopped.
/// </summary>
public sealed class ScanFiles(IGitHub gitHub, FileFactsStore store, SecretFingerprint fingerprint)
{
    /// <summary>Each file is one call to GitHub, of 5,000 per hour.</summary>
    public const int MostFiles = 2000;

    public const long MostBytes = 32 * 1024 * 1024;

    /// <summary>The number of parallel calls to GitHub that <c>CallLimiter</c> allows.</summary>
    private const int AtOnce = 4;

    private const int SaveEvery = 50;

    public async Task<Result<ScannedFiles>> RunAsync(
        CommitToCheck commit, RepositoryTree tree, bool remember, Func<int, int, Task>? progress, CancellationToken cancellationToken)
    {
        var files = tree.Entries.Where(entry => entry is { Kind: TreeEntryKind.File, Size: > 0 }).ToList();
        var readable = files.Where(entry => entry.Size <= FileScan.MaxBytes).OrderBy(entry => SourcePath.Rank(entry.Path)).ThenBy(entry => entry.Size).ToList();
        var facts = new ConcurrentDictionary<string, FileFacts>(StringComparer.Ordinal);
        var known = await store.LoadAsync(commit.RepositoryId, cancellationToken);
        var missing = Choose(readable, known, facts);

        var unread = readable.Count - facts.Count - missing.Count;
        var scan = new Scan(commit, remember, progress, facts, missing.Count + facts.Count);
        if (await FetchAsync(scan, missing, cancellationToken) is { } error)
        {
            return error;
        }

        unread += facts.Values.Count(fact => fact.IsUnread);
        return new ScannedFiles(facts, unread, files.Count - readable.Count, tree.IsComplete);
    }

    /// <summary>Known facts are reused. Of the other files, as many are read as the limits allow.</summary>
    private static List<TreeEntry> Choose(List<TreeEntry> readable, IReadOnlyDictionary<string, FileFacts> known, ConcurrentDictionary<string, FileFacts> facts)
    {
        var missing = new List<TreeEntry>();
        var bytes = 0L;
        foreach (var entry in readable)
        {
            if (known.TryGetValue(entry.Sha, out var saved))
            {
                facts[entry.Path] = saved;
            }
            else if (missing.Count < MostFiles && bytes + entry.Size <= MostBytes)
            {
                bytes += entry.Size;
                missing.Add(entry);
            }
        }

        return missing;
    }

    private async Task<Error?> FetchAsync(Scan scan, List<TreeEntry> missing, CancellationToken cancellationToken)
    {
        foreach (var batch in missing.Chunk(SaveEvery))
        {
            var found = new ConcurrentDictionary<string, FileFacts>(StringComparer.Ordinal);
            Error? failed = null;
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(batch, parallel, async (entry, token) =>
            {
                if (failed is not null)
                {
                    return;
                }

                var blob = await gitHub.GetBlobAsync(scan.Commit.Repository, entry, FileScan.MaxBytes, scan.Commit.Token, token);
                if (blob.TryGet(out var bytes, out var error))
                {
                    found[entry.Sha] = scan.Facts[entry.Path] = FileScan.Look(bytes, fingerprint.Of);
                }
                else if (error.Code == GitHubErrors.TooLarge)
                {
                    scan.Facts[entry.Path] = FileFacts.None with { IsUnread = true };
                }
                else
                {
                    failed = error;
                }
            });
            if (scan.Remember)
            {
                await store.SaveAsync(scan.Commit.RepositoryId, found, cancellationToken);
            }

            if (failed is not null)
            {
                return failed;
            }

            if (scan.Progress is not null)
            {
                await scan.Progress(scan.Facts.Count, scan.Total);
            }
        }

        return null;
    }

    private sealed record Scan(CommitToCheck Commit, bool Remember, Func<int, int, Task>? Progress, ConcurrentDictionary<string, FileFacts> Facts, int Total);
}
