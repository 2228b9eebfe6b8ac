using Kiket.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>A link that shows a draft's listing to anyone who has it, without an account, until it expires or is revoked.</summary>
public sealed class PreviewLink
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private PreviewLink()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    /// <summary>SHA-256 of the secret in the link; the link itself is shown once and not stored.</summary>
    public string TokenHash { get; private set; } = "";

    /// <summary>The person who created the link. It works as long as they may show the draft.</summary>
    public Guid CreatedBy { get; private set; }

    public string CreatedByName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    internal static PreviewLink Create(Guid submissionId, string tokenHash, Actor createdBy, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submissionId,
        TokenHash = tokenHash,
        CreatedBy = createdBy.UserId,
        CreatedByName = createdBy.Name,
        CreatedAt = now,
        ExpiresAt = now + Lifetime,
    };

    internal void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

internal sealed class PreviewLinkTable : IEntityTypeConfiguration<PreviewLink>
{
    public void Configure(EntityTypeBuilder<PreviewLink> builder)
    {
        builder.ToTable("PreviewLinks");
        builder.Property(link => link.Id).ValueGeneratedNever();
        builder.Property(link => link.TokenHash).HasMaxLength(64);
        builder.Property(link => link.CreatedByName).HasMaxLength(200);
        builder.HasIndex(link => link.TokenHash).IsUnique();
        builder.HasIndex(link => link.CreatedBy);
        builder.HasOne<Submission>().WithMany().HasForeignKey(link => link.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}
