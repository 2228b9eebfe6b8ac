using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Accounts;

/// <summary>
/// The last time step whose one-time code a person used. Its own row, because Identity writes a person's whole row with
/// every change, and a request that read it earlier would restore the previous step.
/// </summary>
public sealed class UsedCode
{
    private UsedCode()
    {
    }

    public Guid UserId { get; private set; }

    /// <summary>Steps of 30 seconds since 1970.</summary>
    public long Step { get; private set; }

    /// <summary>The start of the key's SHA-256, because a new key starts again.</summary>
    public string Key { get; private set; } = "";

    internal static UsedCode Of(Guid userId, string key, long step) => new() { UserId = userId, Key = key, Step = step };
}

internal sealed class UsedCodeTable : IEntityTypeConfiguration<UsedCode>
{
    public void Configure(EntityTypeBuilder<UsedCode> builder)
    {
        builder.ToTable("used_codes");
        builder.HasKey(code => code.UserId);
        builder.Property(code => code.UserId).ValueGeneratedNever();
        builder.Property(code => code.Key).HasMaxLength(16);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(code => code.UserId);
    }
}
