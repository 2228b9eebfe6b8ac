using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Releases.Deprecations;

/// <summary>
/// A publisher's notice that versions end: one or a range. It covers the versions of its range that are released now and later, until it is
/// withdrawn.
/// </summary>
public sealed class Deprecation : VersionedEntity
{
    public const int MaxReason = 1000;

    private Deprecation()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    /// <summary>As the publisher wrote it: see <see cref="VersionRange"/>.</summary>
    public string Range { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>What to use instead; null for the highest version that fits.</summary>
    public string? RecommendedVersion { get; private set; }

    /// <summary>From when on nobody can install the versions; null for never.</summary>
    public DateTimeOffset? SunsetAt { get; private set; }

    /// <summary>When this sunset was announced. Reminders of instants before it are never sent.</summary>
    public DateTimeOffset SunsetSetAt { get; private set; }

    public DateTimeOffset AnnouncedAt { get; private set; }

    public string AnnouncedBy { get; private set; } = "";

    /// <summary>How often it was changed.</summary>
    public int Changes { get; private set; }

    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>The sunset before the last change, for those who read that it moved.</summary>
    public DateTimeOffset? SunsetBefore { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public bool IsActive => WithdrawnAt is null;

    public bool Covers(SemVersion version) => VersionRange.Parse(Range).TryGet(out var range, out _) && VersionRange.Covers(range, version);

    public static Deprecation Of(Guid extensionKey, DeprecationTerms terms, string range, string by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ExtensionKey = extensionKey,
        Range = range,
        Reason = terms.Reason,
        RecommendedVersion = terms.RecommendedVersion,
        SunsetAt = terms.SunsetAt,
        SunsetSetAt = now,
        AnnouncedAt = now,
        AnnouncedBy = by,
    };

    /// <returns>Whether anything is different now.</returns>
    public Result<bool> Change(DeprecationTerms terms, DateTimeOffset now)
    {
        if (WithdrawnAt is not null)
        {
            return Error.Conflict("deprecation_withdrawn", $"The deprecation of {Range} was withdrawn, so it can't be changed. Announce a new one.");
        }

        if (terms == new DeprecationTerms(Reason, SunsetAt, RecommendedVersion))
        {
            return false;
        }

        SunsetBefore = SunsetAt;
        if (terms.SunsetAt != SunsetAt)
        {
            (SunsetAt, SunsetSetAt) = (terms.SunsetAt, now);
        }

        (Reason, RecommendedVersion, ChangedAt, Changes) = (terms.Reason, terms.RecommendedVersion, now, Changes + 1);
        return true;
    }

    public Result Withdraw(DateTimeOffset now)
    {
        if (WithdrawnAt is not null)
        {
            return Error.Conflict("deprecation_withdrawn", $"The deprecation of {Range} is withdrawn already.");
        }

        WithdrawnAt = now;
        return Result.Success();
    }
}

/// <summary>What can be changed of a deprecation.</summary>
public sealed record DeprecationTerms(string Reason, DateTimeOffset? SunsetAt, string? RecommendedVersion);
