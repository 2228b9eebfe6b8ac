using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.AccountChanges;

/// <summary>The address that received a link.</summary>
public enum EmailChangeSide
{
    /// <summary>The current address. Its owner approves the change.</summary>
    Old,

    /// <summary>The new address. A link in a mail to it confirms it.</summary>
    New,
}

/// <summary>
/// A request to change a person's address. The address changes when both addresses have confirmed; the old one isn't asked
/// if it was never confirmed. A person has one such request at a time.
/// </summary>
public sealed class EmailChange : VersionedEntity
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Longer than any secret. A longer text isn't hashed.</summary>
    private const int MaxSecret = 100;
    private const int SecretBytes = 32;

    private EmailChange()
    {
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    public string NewEmail { get; private set; } = "";

    /// <summary>SHA-256 of the secret mailed to the old address; null when it isn't asked.</summary>
    public string? ApproveHash { get; private set; }

    /// <summary>SHA-256 of the secret mailed to the new address.</summary>
    public string ConfirmHash { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the old address approved.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>When the new address confirmed.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    public bool AsksOldAddress => ApproveHash is not null;

    public bool IsComplete => ConfirmedAt is not null && (ApproveHash is null || ApprovedAt is not null);

    internal static EmailChange Of(Guid userId, string newEmail, string? approveSecret, string confirmSecret, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        NewEmail = newEmail,
        ApproveHash = approveSecret is null ? null : Hash(approveSecret),
        ConfirmHash = Hash(confirmSecret),
        CreatedAt = now,
        ExpiresAt = now + Lifetime,
    };

    public bool IsOpen(DateTimeOffset now) => now < ExpiresAt;

    /// <summary>The address that the link belongs to; null when it isn't a link of this request.</summary>
    internal EmailChangeSide? SideOf(string? secret)
    {
        if (secret is not { Length: > 0 and <= MaxSecret })
        {
            return null;
        }

        var hash = Hash(secret);
        return hash == ConfirmHash ? EmailChangeSide.New : hash == ApproveHash ? EmailChangeSide.Old : null;
    }

    /// <summary>One of the two confirms. Confirming again changes nothing.</summary>
    internal void Agree(EmailChangeSide side, DateTimeOffset now)
    {
        if (side == EmailChangeSide.Old)
        {
            ApprovedAt ??= now;
        }
        else
        {
            ConfirmedAt ??= now;
        }
    }

    internal static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

internal sealed class EmailChangeTable : IEntityTypeConfiguration<EmailChange>
{
    public void Configure(EntityTypeBuilder<EmailChange> builder)
    {
        builder.ToTable("email_changes");
        builder.HasKey(change => change.Id);
        builder.Property(change => change.Id).ValueGeneratedNever();
        builder.Property(change => change.NewEmail).HasMaxLength(256);
        builder.Property(change => change.ApproveHash).HasMaxLength(64);
        builder.Property(change => change.ConfirmHash).HasMaxLength(64);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(change => change.UserId);
        builder.HasIndex(change => change.UserId).IsUnique();
    }
}
