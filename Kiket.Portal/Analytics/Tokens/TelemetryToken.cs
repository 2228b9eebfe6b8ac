using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Analytics.Tokens;

/// <summary>
/// Proves for which extension telemetry is sent: by the publisher's servers, or by a container of one installation, which then also proves its
/// release.
/// </summary>
public sealed class TelemetryToken : VersionedEntity
{
    /// <summary>Both are valid while servers change from one to the other.</summary>
    public const int MostValid = 2;

    private TelemetryToken()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    /// <summary>Whose container has it; null for a publisher's token.</summary>
    public Guid? InstallationId { get; private set; }

    /// <summary>What runs in that container.</summary>
    public Guid? ReleaseId { get; private set; }

    /// <summary>Which of the installation's containers it is.</summary>
    public int Generation { get; private set; }

    /// <summary>SHA-256 of the value, which is stored nowhere.</summary>
    public string Hash { get; private set; } = "";

    public string LastFour { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Empty for a container's.</summary>
    public string CreatedByName { get; private set; } = "";

    public DateTimeOffset? LastUsedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public bool IsHosted => InstallationId is not null;

    public static TelemetryToken OfPublisher(Guid extensionKey, string value, IActor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ExtensionKey = extensionKey,
        Hash = TelemetryTokenValue.Hash(value),
        LastFour = value[^4..],
        CreatedAt = now,
        CreatedByName = actor.Name,
    };

    public static TelemetryToken OfContainer(
        Guid extensionKey, Guid installationId, Guid releaseId, int generation, string value, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            ExtensionKey = extensionKey,
            InstallationId = installationId,
            ReleaseId = releaseId,
            Generation = generation,
            Hash = TelemetryTokenValue.Hash(value),
            LastFour = value[^4..],
            CreatedAt = now,
        };

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

/// <summary>What the portal keeps of an installation's errors.</summary>
public enum TelemetryDetail
{
    /// <summary>Calls, durations, and errors with their texts.</summary>
    Full,

    /// <summary>Of an error only its class.</summary>
    ClassOnly,

    /// <summary>Its container sends nothing.</summary>
    Off,
}

/// <summary>What a customer chose for an installation that Kiket hosts. Without a row, everything is sent.</summary>
public sealed class InstallationTelemetry(Guid installationId) : VersionedEntity
{
    public Guid InstallationId { get; private set; } = installationId;

    public TelemetryDetail Detail { get; private set; }

    public void Choose(TelemetryDetail detail) => Detail = detail;
}

internal sealed class TelemetryTokenTable : IEntityTypeConfiguration<TelemetryToken>
{
    public void Configure(EntityTypeBuilder<TelemetryToken> builder)
    {
        builder.ToTable("TelemetryTokens");
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.Property(token => token.Hash).HasMaxLength(64);
        builder.Property(token => token.LastFour).HasMaxLength(4);
        builder.Property(token => token.CreatedByName).HasMaxLength(200);
        builder.Ignore(token => token.IsHosted);
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => new { token.ExtensionKey, token.RevokedAt });
        builder.HasIndex(token => new { token.InstallationId, token.Generation }).IsUnique();
        builder.HasOne<Extension>().WithMany().HasForeignKey(token => token.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InstallationTelemetryTable : IEntityTypeConfiguration<InstallationTelemetry>
{
    public void Configure(EntityTypeBuilder<InstallationTelemetry> builder)
    {
        builder.ToTable("InstallationTelemetry");
        builder.HasKey(one => one.InstallationId);
        builder.Property(one => one.InstallationId).ValueGeneratedNever();
    }
}
