using Kiket.Portal.Data;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>
/// An approved version: its commit and snapshot (manifest, documents) are frozen. Only whether it can still be
/// installed changes.
/// </summary>
public sealed class Release : VersionedEntity
{
    private Release()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    /// <summary>The semantic version as the manifest spells it, build metadata included.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The version without build metadata, which is ignored. Unique per extension.</summary>
    public string PrecedenceKey { get; private set; } = "";

    public string Commit { get; private set; } = "";

    public Guid SnapshotId { get; private set; }

    public Guid SubmissionId { get; private set; }

    public DateTimeOffset ReleasedAt { get; private set; }

    public string ApprovedBy { get; private set; } = "";

    public DateTimeOffset? YankedAt { get; private set; }

    public string? YankReason { get; private set; }

    public SemVersion Semantic => SemVersion.Parse(Version, SemVersionStyles.Strict, VersionPolicy.MaxLength);

    internal static Release Of(
        Guid extensionKey, SemVersion version, string commit, Guid snapshotId, Guid submissionId, string approvedBy, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            ExtensionKey = extensionKey,
            Version = version.ToString(),
            PrecedenceKey = VersionPolicy.PrecedenceKey(version),
            Commit = commit,
            SnapshotId = snapshotId,
            SubmissionId = submissionId,
            ApprovedBy = approvedBy,
            ReleasedAt = now,
        };
}
