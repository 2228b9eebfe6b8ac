using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Snapshots;

/// <summary>The changes between two readings of a repository.</summary>
/// <param name="Gone">Findings of the earlier reading that the later one no longer has.</param>
/// <param name="New">Findings that the earlier reading did not have.</param>
/// <param name="Asked">Permissions and hosts that the later one requests but the earlier one didn't.</param>
/// <param name="Dropped">Permissions and hosts that are no longer requested.</param>
public sealed record SnapshotChanges(
    string FromCommit,
    string? FromVersion,
    string? ToVersion,
    IReadOnlyList<string> AddedFiles,
    IReadOnlyList<string> RemovedFiles,
    IReadOnlyList<string> ResizedFiles,
    IReadOnlyList<Finding> Gone,
    IReadOnlyList<Finding> New,
    IReadOnlyList<string> Asked,
    IReadOnlyList<string> Dropped)
{
    public bool VersionChanged => FromVersion != ToVersion;

    /// <summary>Whether nothing changed that the portal looks at.</summary>
    public bool IsNothing =>
        !VersionChanged && AddedFiles.Count + RemovedFiles.Count + ResizedFiles.Count + Gone.Count + New.Count + Asked.Count + Dropped.Count == 0;

    public static SnapshotChanges Between(CommitSnapshot before, CommitSnapshot after)
    {
        var (old, current) = (Sizes(before), Sizes(after));
        return new(
            before.ShortCommit,
            before.Manifest?.Version,
            after.Manifest?.Version,
            [.. current.Keys.Where(path => !old.ContainsKey(path)).Order(StringComparer.Ordinal)],
            [.. old.Keys.Where(path => !current.ContainsKey(path)).Order(StringComparer.Ordinal)],
            [.. current.Keys.Where(path => old.TryGetValue(path, out var size) && size != current[path]).Order(StringComparer.Ordinal)],
            Without(before.Findings, after.Findings),
            Without(after.Findings, before.Findings),
            [.. Needs(after.Manifest).Except(Needs(before.Manifest), StringComparer.Ordinal)],
            [.. Needs(before.Manifest).Except(Needs(after.Manifest), StringComparer.Ordinal)]);
    }

    private static Dictionary<string, long> Sizes(CommitSnapshot snapshot) =>
        snapshot.Files.DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => file.Size, StringComparer.Ordinal);

    /// <summary>
    /// Compared without their position, because a line added above moves every finding below it. Counted, because one of two
    /// equal findings may go.
    /// </summary>
    private static List<Finding> Without(IReadOnlyList<Finding> findings, IReadOnlyList<Finding> others)
    {
        var unmatched = others.Select(Same).ToList();
        return [.. findings.Where(finding => !unmatched.Remove(Same(finding)))];
    }

    private static (string, string?, string) Same(Finding finding) => (finding.Id, finding.Path, finding.Message);

    private static List<string> Needs(Manifest? manifest) => manifest is null
        ? []
        : [.. manifest.Permissions.Select(permission => permission.Declared).Concat(manifest.Hosting?.Egress.Select(host => host.Host) ?? [])];
}
