using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Snapshots;

/// <param name="RepositoryId">The portal's id of the repository.</param>
/// <param name="Reference">Branch, tag or SHA; null for the default branch.</param>
/// <param name="Refresh">Reads again even if this commit was read recently.</param>
/// <param name="Store">False for a dry run: the reading is returned but not stored.</param>
public sealed record ReadCommitRequest(
    Guid RepositoryId, RepositoryInfo Repository, string? Reference, GitHubToken? Token, bool Refresh = false, bool Store = true);

/// <summary>The steps of a reading, in order.</summary>
public enum ReadCommitStep
{
    Commit,
    Files,
    Manifest,
    Documentation,
    Done,
}

/// <summary>
/// Reads one commit from GitHub: resolves the ref, lists the files, reads and checks the manifest, renders the
/// documents, and stores everything as a snapshot. A commit read within the last minutes isn't fetched again.
/// </summary>
public sealed class ReadCommit(
    IDbContextFactory<PortalDb> databases,
    IGitHub gitHub,
    ManifestCache manifests,
    ReadCommitDocuments readDocuments,
    IOptions<GitHubOptions> options,
    TimeProvider clock)
{
    private const string ManifestPath = ".kiket/manifest.yaml";
    private const int MaxManifestBytes = 64 * 1024;

    public async Task<Result<CommitSnapshot>> RunAsync(ReadCommitRequest request, IProgress<ReadCommitStep>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(ReadCommitStep.Commit);
        if (!(await gitHub.GetCommitAsync(request.Repository, request.Reference, request.Token, cancellationToken)).TryGet(out var commit, out var error))
        {
            return error;
        }

        if (!request.Refresh && await RecentAsync(request.RepositoryId, commit.Sha, cancellationToken) is { } recent)
        {
            progress?.Report(ReadCommitStep.Done);
            return recent;
        }

        progress?.Report(ReadCommitStep.Files);
        if (!(await gitHub.GetTreeAsync(request.Repository, commit.Sha, request.Token, cancellationToken)).TryGet(out var tree, out error))
        {
            return error;
        }

        progress?.Report(ReadCommitStep.Manifest);
        var findings = new List<Finding>();
        if (!tree.IsComplete)
        {
            findings.Add(SnapshotRules.TreeIncomplete.At("GitHub listed only part of this repository's files."));
        }

        if (!(await ManifestAsync(request, commit.Sha, tree, findings, cancellationToken)).TryGet(out var manifest, out error))
        {
            return error;
        }

        if (!(await ModuleSchemas.CheckAsync(gitHub, request, tree, manifest.Read?.Reading.Manifest, cancellationToken)).TryGet(out var schemas, out error))
        {
            return error;
        }

        findings.AddRange(schemas);
        progress?.Report(ReadCommitStep.Documentation);
        var wanted = new CommitDocumentsRequest(request.Repository, request.Token, tree, manifest.Read?.Reading.Manifest);
        if (!(await readDocuments.RunAsync(wanted, cancellationToken)).TryGet(out var documentation, out error))
        {
            return error;
        }

        findings.AddRange(documentation.Findings);

        var snapshot = await StoreAsync(request, commit, tree, manifest.Read, findings, documentation, cancellationToken);
        progress?.Report(ReadCommitStep.Done);
        return snapshot;
    }

    private async Task<CommitSnapshot?> RecentAsync(Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - TimeSpan.FromMinutes(options.Value.ManifestCacheMinutes);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<CommitSnapshot>().AsNoTracking()
            .Where(snapshot => snapshot.RepositoryId == repositoryId && snapshot.Commit == commit && snapshot.ReadAt > since)
            .OrderByDescending(snapshot => snapshot.ReadAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// The manifest, if there is one. When GitHub is unavailable, the whole reading is refused and can be tried again.
    /// Problems with the repository are findings.
    /// </summary>
    private async Task<Result<(ReadManifest? Read, bool _)>> ManifestAsync(
        ReadCommitRequest request, string commit, RepositoryTree tree, List<Finding> findings, CancellationToken cancellationToken)
    {
        var paths = FilePaths(tree);
        var entry = tree.Entries.FirstOrDefault(candidate => candidate.Path == ManifestPath);
        if (entry is null)
        {
            findings.AddRange(ManifestRules.CheckRepository(paths, manifest: null));
            return (null, false);
        }

        if (entry.Kind != TreeEntryKind.File)
        {
            findings.Add(SnapshotRules.ManifestUnreadable.At($"{ManifestPath} is a {entry.Kind.ToString().ToLowerInvariant()}, not a file.", ManifestPath));
            return (null, false);
        }

        var blob = await manifests.GetAsync(request, commit, entry, MaxManifestBytes, cancellationToken);
        if (!blob.TryGet(out var bytes, out var error))
        {
            if (error.Code != GitHubErrors.TooLarge)
            {
                return error;
            }

            findings.Add(SnapshotRules.ManifestUnreadable.At($"{ManifestPath} has {entry.Size:N0} bytes; the limit is {MaxManifestBytes:N0}.", ManifestPath));
            return (null, false);
        }

        var reading = ManifestReader.Read(bytes, ManifestPath);
        findings.AddRange(reading.Findings);
        findings.AddRange(ManifestRules.CheckRepository(paths, reading.Manifest));
        return (new ReadManifest(ManifestPath, Text(bytes), reading), true);
    }

    private async Task<CommitSnapshot> StoreAsync(
        ReadCommitRequest request,
        CommitInfo commit,
        RepositoryTree tree,
        ReadManifest? manifest,
        List<Finding> findings,
        DocumentationReading documentation,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!request.Store)
        {
            return CommitSnapshot.Of(
                request.RepositoryId,
                commit,
                tree,
                manifest,
                Ordered(findings),
                FoundFiles(tree, manifest, documentation),
                documentation.IconAddress,
                documents: null,
                now);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var documents = await db.Set<DocumentSet>().Include(set => set.Pages)
            .Where(set => set.RepositoryId == request.RepositoryId && set.Commit == commit.Sha)
            .OrderByDescending(set => set.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (documents?.Shows(documentation) != true)
        {
            // This commit has no set yet, or a picture can be fetched now that couldn't before. Releases keep their own set.
            documents = DocumentSet.From(request.RepositoryId, commit.Sha, documentation, now);
            db.Add(documents);
        }
        else if (!documentation.RanOutOfTime)
        {
            documents.ConfirmRenderer();
        }

        var snapshot = CommitSnapshot.Of(
            request.RepositoryId,
            commit,
            tree,
            manifest,
            Ordered(findings),
            FoundFiles(tree, manifest, documentation),
            documentation.IconAddress,
            documents,
            now);
        db.Add(snapshot);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return snapshot;
    }

    /// <summary>Errors first, then by position: the order in which a person fixes them.</summary>
    private static List<Finding> Ordered(List<Finding> findings) =>
        [.. findings.OrderByDescending(finding => finding.Level).ThenBy(finding => finding.Path, StringComparer.Ordinal).ThenBy(finding => finding.Line ?? 0)];

    private static List<FoundFile> FoundFiles(RepositoryTree tree, ReadManifest? manifest, DocumentationReading documentation)
    {
        var sizes = tree.Entries.ToDictionary(entry => entry.Path, entry => entry.Size, StringComparer.Ordinal);
        var found = new List<FoundFile>();
        void Add(string? path, string feeds)
        {
            if (path is not null && sizes.TryGetValue(path, out var size))
            {
                found.Add(new FoundFile(path, feeds, size));
            }
        }

        Add(manifest?.Path, "Manifest");
        Add(documentation.Paths.Overview, "Overview");
        Add(documentation.Paths.GettingStarted, "Getting Started");
        Add(documentation.Paths.Changelog, "Changelog");
        foreach (var example in documentation.Paths.Examples)
        {
            Add(example, "Examples");
        }

        Add(ReadCommitDocuments.Icon(manifest?.Reading.Manifest, sizes.Keys)?.Picture, "Icon");
        Add("Dockerfile", "Container");
        return found;
    }

    /// <summary>For display. Invalid UTF-8 becomes a replacement character, and so does NUL, which databases don't allow in text.</summary>
    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Replace('\0', '\uFFFD');

    private static List<string> FilePaths(RepositoryTree tree) =>
        [.. tree.Entries.Where(entry => entry.Kind == TreeEntryKind.File).Select(entry => entry.Path)];
}
