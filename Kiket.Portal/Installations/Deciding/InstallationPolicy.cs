using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations.Deciding;

/// <summary>Which upgrades may run without a person.</summary>
public enum UpgradeMode
{
    /// <summary>None: a person starts each upgrade.</summary>
    Manual,

    /// <summary>Versions with the same major and minor number.</summary>
    Patch,

    /// <summary>Versions with the same major number.</summary>
    Minor,

    All,
}

/// <summary>How an installation is upgraded. A value: every change makes another one.</summary>
public sealed record InstallationPolicy
{
    public const int DefaultCoolDownDays = 3;
    public const int MaxCoolDownDays = 30;

    /// <summary>More than any extension releases between two stable versions; a list that only grows must end somewhere.</summary>
    public const int MaxSkipped = 100;

    public static InstallationPolicy Default { get; } = new();

    public UpgradeMode Mode { get; init; }

    /// <summary>How many days after its release an automatic upgrade waits, in case others find a problem first.</summary>
    public int CoolDownDays { get; init; } = DefaultCoolDownDays;

    /// <summary>When automatic upgrades may start; null for at any time.</summary>
    public UpgradeWindow? Window { get; init; }

    /// <summary>Whether a security fix skips the cool-down.</summary>
    public bool SecurityBypass { get; init; } = true;

    /// <summary>Stays on its version until a person upgrades it.</summary>
    public bool Pinned { get; init; }

    /// <summary>Versions, without build metadata, that are neither offered nor installed automatically.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Whether anything can happen without a person.</summary>
    public bool IsAutomatic => Mode != UpgradeMode.Manual && !Pinned;

    public Error? Problem()
    {
        if (CoolDownDays is < 0 or > MaxCoolDownDays)
        {
            return Error.Field("cool_down_days", "cool_down_invalid", $"The cool-down lies between 0 and {MaxCoolDownDays} days.");
        }

        if (Skipped.Count > MaxSkipped)
        {
            return Error.Field("skipped", "skipped_too_many", $"At most {MaxSkipped} versions can be skipped. Remove older ones, or pin the installation.");
        }

        return Window?.Problem();
    }

    /// <summary>Skips a version, once. The oldest entries give way, because they are below the installed version by then.</summary>
    public InstallationPolicy Skip(string version) => Skipped.Contains(version, StringComparer.Ordinal)
        ? this
        : this with { Skipped = [.. Skipped.Append(version).TakeLast(MaxSkipped)] };

    public InstallationPolicy Unskip(string version) => this with { Skipped = [.. Skipped.Where(skipped => skipped != version)] };

    public bool Equals(InstallationPolicy? other) =>
        other is not null
        && (Mode, CoolDownDays, SecurityBypass, Pinned) == (other.Mode, other.CoolDownDays, other.SecurityBypass, other.Pinned)
        && Equals(Window, other.Window)
        && Skipped.SequenceEqual(other.Skipped, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Mode, CoolDownDays, SecurityBypass, Pinned, Window, Skipped.Count);
}
