using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>
/// The value of one key from one version of a configuration on. Never changes: the highest version of a key counts, so
/// each version stays readable for a rollback.
/// </summary>
public sealed class ConfigurationRow
{
    public const int MaxKey = 64;
    public const int MaxName = 200;

    private ConfigurationRow()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The installation, or the <see cref="ConfigurationOwner.SharedScope"/> of an organization.</summary>
    public Guid ScopeId { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public string Key { get; private set; } = "";

    public int Version { get; private set; }

    /// <summary>Null when the value was removed; encrypted for a secret.</summary>
    public string? Value { get; private set; }

    public bool IsSecret { get; private set; }

    public bool IsShared { get; private set; }

    /// <summary>Of a secret that is long enough to show them.</summary>
    public string? LastFour { get; private set; }

    public string SetBy { get; private set; } = "";

    public DateTimeOffset SetAt { get; private set; }

    internal static ConfigurationRow Of(
        ConfigurationOwner owner, FormField field, int version, string? value, string? lastFour, string setBy, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            ScopeId = owner.ScopeOf(field.IsShared),
            OrganizationId = owner.OrganizationId,
            ExtensionKey = owner.ExtensionKey,
            Key = field.Key,
            Version = version,
            Value = value,
            IsSecret = field.IsSecret,
            IsShared = field.IsShared,
            LastFour = lastFour,
            SetBy = setBy.Length > MaxName ? setBy[..MaxName] : setBy,
            SetAt = now,
        };

    /// <summary>The same value as a newer version; null is its absence.</summary>
    internal static ConfigurationRow Again(ConfigurationRow row, string? value, int version, string setBy, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ScopeId = row.ScopeId,
        OrganizationId = row.OrganizationId,
        ExtensionKey = row.ExtensionKey,
        Key = row.Key,
        Version = version,
        Value = value,
        IsSecret = row.IsSecret,
        IsShared = row.IsShared,
        LastFour = value is null ? null : row.LastFour,
        SetBy = setBy.Length > MaxName ? setBy[..MaxName] : setBy,
        SetAt = now,
    };
}

internal sealed class ConfigurationRowTable : IEntityTypeConfiguration<ConfigurationRow>
{
    public void Configure(EntityTypeBuilder<ConfigurationRow> builder)
    {
        builder.ToTable("InstallationConfiguration");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Key).HasMaxLength(ConfigurationRow.MaxKey);
        builder.Property(row => row.LastFour).HasMaxLength(4);
        builder.Property(row => row.SetBy).HasMaxLength(ConfigurationRow.MaxName);
        builder.HasIndex(row => new { row.ScopeId, row.Key, row.Version }).IsUnique();
        builder.HasIndex(row => new { row.OrganizationId, row.ExtensionKey });
    }
}
