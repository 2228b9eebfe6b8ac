using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Deprecations;
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

    /// <summary>The deprecation that covers it; of several, the one that ends first. Null while none does.</summary>
    public Guid? DeprecationId { get; private set; }

    /// <summary>From when on it can't be installed any more: the sunset of its deprecation. Null for never.</summary>
    public DateTimeOffset? SunsetAt { get; private set; }

    /// <summary>Since when an operator blocks it because it is dangerous; null while nobody does.</summary>
    public DateTimeOffset? BlockedAt { get; private set; }

    /// <summary>What makes it dangerous. Everyone who runs it reads it.</summary>
    public string? BlockReason { get; private set; }

    /// <summary>It fixes a security problem, as its publisher says and its reviewer confirmed.</summary>
    public bool IsSecurityFix { get; private set; }

    public SemVersion Semantic => SemVersion.Parse(Version, SemVersionStyles.Strict, VersionPolicy.MaxLength);

    public bool IsYanked => YankedAt is not null;

    public bool IsBlocked => BlockedAt is not null;

    /// <summary>Nobody can install it anew: its publisher yanked it, or an operator blocks it.</summary>
    public bool IsWithdrawn => IsYanked || IsBlocked;

    public bool IsDeprecated => DeprecationId is not null;

    /// <summary>Half-open: at the sunset instant it is over.</summary>
    public bool IsPastSunset(DateTimeOffset now) => SunsetAt <= now;

    /// <summary>Stops new installations at once. Existing ones keep running.</summary>
    public Result Yank(string reason, DateTimeOffset now)
    {
        if (IsYanked)
        {
            return Error.Conflict("already_yanked", $"{Version} is already yanked: {YankReason}");
        }

        (YankedAt, YankReason) = (now, reason);
        return Result.Success();
    }

    /// <summary>Takes a yank back.</summary>
    public Result Unyank()
    {
        if (!IsYanked)
        {
            return Error.Conflict("not_yanked", $"{Version} isn't yanked, so there is nothing to take back.");
        }

        (YankedAt, YankReason) = (null, null);
        return Result.Success();
    }

    /// <summary>Stops every use of it at once: nothing is sent to it any more, and nobody can come to it.</summary>
    public Result Block(string reason, DateTimeOffset now)
    {
        if (IsBlocked)
        {
            return Error.Conflict("already_blocked", $"{Version} is already blocked: {BlockReason}");
        }

        (BlockedAt, BlockReason) = (now, reason);
        return Result.Success();
    }

    /// <summary>Takes a block back.</summary>
    public Result Unblock()
    {
        if (!IsBlocked)
        {
            return Error.Conflict("not_blocked", $"{Version} isn't blocked, so there is nothing to take back.");
        }

        (BlockedAt, BlockReason) = (null, null);
        return Result.Success();
    }

    /// <summary>Sets the deprecation that covers it now, and with it the end of new installations. Null for none.</summary>
    public void DeprecateBy(Deprecation? deprecation) => (DeprecationId, SunsetAt) = (deprecation?.Id, deprecation?.SunsetAt);

    internal static Release Of(
        Guid extensionKey,
        SemVersion version,
        string commit,
        Guid snapshotId,
        Guid submissionId,
        string approvedBy,
        bool isSecurityFix,
        DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            ExtensionKey = extensionKey,
            Version = version.ToString(),
            PrecedenceKey = VersionPolicy.PrecedenceKey(version),
            Commit = commit,
            SnapshotId = snapshotId,
            SubmissionId = submissionId,
            ApprovedBy = approvedBy,
            IsSecurityFix = isSecurityFix,
            ReleasedAt = now,
        };
}
