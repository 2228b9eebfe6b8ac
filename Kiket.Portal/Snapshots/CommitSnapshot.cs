using Kiket.Portal.Documentation;
using Kiket.Portal.Findings;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Snapshots;

/// <summary>A file that the portal found and its purpose.</summary>
/// <param name="Path">Path in the repository.</param>
/// <param name="Feeds">
/// The tab or purpose: <c>Manifest</c>, <c>Overview</c>, <c>Changelog</c>, <c>Getting Started</c>, <c>Examples</c>,
/// <c>Icon</c>, <c>Container</c>.
/// </param>
public sealed record FoundFile(string Path, string Feeds, long Size);

/// <summary>
/// Everything that the portal read at one commit: the manifest, the files, every finding, and the rendered documents.
/// Never changes after it is stored, so a release that points to it stays the same whatever happens on GitHub.
/// </summary>
public sealed class CommitSnapshot
{
    private CommitSnapshot()
    {
    }

    public Guid Id { get; private set; }

    public Guid RepositoryId { get; private set; }

    public string Commit { get; private set; } = "";

    public string CommitMessage { get; private set; } = "";

    public string CommitAuthor { get; private set; } = "";

    public DateTimeOffset CommittedAt { get; private set; }

    public DateTimeOffset ReadAt { get; private set; }

    /// <summary>The path of the manifest; null when there is none.</summary>
    public string? ManifestPath { get; private set; }

    /// <summary>The manifest as text, with byte-order marks and invalid bytes replaced; null when there is none.</summary>
    public string? ManifestText { get; private set; }

    /// <summary>The parsed manifest; null when it can't be parsed.</summary>
    public Manifest? Manifest { get; private set; }

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    public IReadOnlyList<FoundFile> Files { get; private set; } = [];

    /// <summary>The address of the manifest's icon; null when there is none or it can't be shown.</summary>
    public string? IconAddress { get; private set; }

    /// <summary>False when GitHub's tree was too large to read completely. A scan of it is never "clean".</summary>
    public bool IsTreeComplete { get; private set; }

    public Guid? DocumentSetId { get; private set; }

    public bool HasErrors => Findings.Any(finding => finding.Level == FindingLevel.Error);

    public string ShortCommit => Commit.Length > 7 ? Commit[..7] : Commit;

    internal static CommitSnapshot Of(
        Guid repositoryId,
        CommitInfo commit,
        RepositoryTree tree,
        ReadManifest? manifest,
        IReadOnlyList<Finding> findings,
        IReadOnlyList<FoundFile> files,
        string? iconAddress,
        DocumentSet? documents,
        DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            RepositoryId = repositoryId,
            Commit = commit.Sha,
            CommitMessage = Bounded(commit.Message, 2000),
            CommitAuthor = Bounded(commit.AuthorName, 200),
            CommittedAt = commit.CommittedAt,
            ReadAt = now,
            ManifestPath = manifest?.Path,
            ManifestText = manifest?.Text,
            Manifest = manifest?.Reading.Manifest,
            Findings = findings,
            Files = files,
            IconAddress = iconAddress,
            IsTreeComplete = tree.IsComplete,
            DocumentSetId = documents?.Id,
        };

    private static string Bounded(string text, int length) => text.Length > length ? text[..length] : text;
}

/// <summary>A manifest file as read at a commit.</summary>
internal sealed record ReadManifest(string Path, string Text, ManifestReading Reading);
