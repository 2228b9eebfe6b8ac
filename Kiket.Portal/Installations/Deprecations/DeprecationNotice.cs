using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>
/// That a person was notified of a deprecation of what their organization runs: at its announcement, or a number of days before its sunset. Each
/// is stored at most once, even after retries or from two nodes.
/// </summary>
public sealed class DeprecationNotice
{
    /// <summary>The <see cref="DaysBefore"/> of the announcement, which depends on no sunset.</summary>
    public const int Announcement = 0;

    private DeprecationNotice()
    {
    }

    public long Id { get; private set; }

    public Guid DeprecationId { get; private set; }

    public Guid InstallationId { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>30, 7 or 1; <see cref="Announcement"/> for the announcement.</summary>
    public int DaysBefore { get; private set; }

    /// <summary>What ran at that time.</summary>
    public Guid ReleaseId { get; private set; }

    public DateTimeOffset SentAt { get; private set; }

    /// <summary>The key of the person's notification; empty for a reminder that a later one made unnecessary.</summary>
    public string NotificationKey { get; private set; } = "";

    public static DeprecationNotice Of(
        Guid deprecationId, Guid installationId, Guid userId, int daysBefore, Guid releaseId, string notificationKey, DateTimeOffset now) => new()
        {
            DeprecationId = deprecationId,
            InstallationId = installationId,
            UserId = userId,
            DaysBefore = daysBefore,
            ReleaseId = releaseId,
            NotificationKey = notificationKey,
            SentAt = now,
        };
}

internal sealed class DeprecationNoticeTable : IEntityTypeConfiguration<DeprecationNotice>
{
    public void Configure(EntityTypeBuilder<DeprecationNotice> builder)
    {
        builder.ToTable("DeprecationNotices");
        builder.Property(notice => notice.NotificationKey).HasMaxLength(Notification.MaxKey);
        // Of two nodes that remind at the same time, one wins, and the other sees what it sent.
        builder.HasIndex(notice => new { notice.DeprecationId, notice.InstallationId, notice.UserId, notice.DaysBefore }).IsUnique();
        builder.HasIndex(notice => new { notice.UserId, notice.SentAt });
        builder.HasOne<Deprecation>().WithMany().HasForeignKey(notice => notice.DeprecationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(notice => notice.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(notice => notice.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Release>().WithMany().HasForeignKey(notice => notice.ReleaseId).OnDelete(DeleteBehavior.Restrict);
    }
}
