using Kiket.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Notifications;

internal sealed class NotificationTable : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("notifications");
        builder.HasKey(notification => notification.Id);
        builder.Property(notification => notification.Id).ValueGeneratedNever();
        builder.Property(notification => notification.Key).HasMaxLength(Notification.MaxKey);
        builder.Property(notification => notification.Title).HasMaxLength(Notification.MaxTitle);
        builder.Property(notification => notification.Body).HasMaxLength(Notification.MaxBody);
        builder.Property(notification => notification.Link).HasMaxLength(1_000);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(notification => notification.UserId);
        builder.HasIndex(notification => new { notification.UserId, notification.Key }).IsUnique();
        builder.Property(notification => notification.Page).HasMaxLength(Notification.MaxPage);
        builder.Property(notification => notification.Organization).HasMaxLength(Notification.MaxOrganization);
        builder.HasIndex(notification => new { notification.UserId, notification.CreatedAt });
        builder.HasIndex(notification => new { notification.UserId, notification.Page });
        builder.Property(notification => notification.Thread).HasMaxLength(Notification.MaxThread);
        builder.HasIndex(notification => new { notification.UserId, notification.Thread }).HasFilter("\"Thread\" IS NOT NULL");
        builder.HasIndex(notification => notification.DigestId);
        builder.HasIndex(notification => new { notification.Mail, notification.MailDueAt });
    }
}

internal sealed class NotificationPreferenceTable : IEntityTypeConfiguration<NotificationPreference>
{
    public void Configure(EntityTypeBuilder<NotificationPreference> builder)
    {
        builder.ToTable("notification_preferences");
        builder.HasKey(preference => new { preference.UserId, preference.Kind });
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(preference => preference.UserId);
    }
}

internal sealed class MailScheduleTable : IEntityTypeConfiguration<MailSchedule>
{
    public void Configure(EntityTypeBuilder<MailSchedule> builder)
    {
        builder.ToTable("mail_schedules");
        builder.HasKey(schedule => schedule.UserId);
        builder.Property(schedule => schedule.TimeZone).HasMaxLength(DigestTimes.MaxTimeZone);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(schedule => schedule.UserId);
        builder.Ignore(schedule => schedule.Times);
    }
}

internal sealed class MailDigestTable : IEntityTypeConfiguration<MailDigest>
{
    public void Configure(EntityTypeBuilder<MailDigest> builder)
    {
        builder.ToTable("mail_digests");
        builder.HasKey(digest => digest.Id);
        builder.Property(digest => digest.Id).ValueGeneratedNever();
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(digest => digest.UserId);
        builder.HasIndex(digest => new { digest.UserId, digest.Day }).IsUnique();
        builder.HasIndex(digest => new { digest.Mail, digest.MailDueAt });
    }
}

internal sealed class RefusedMailboxTable : IEntityTypeConfiguration<RefusedMailbox>
{
    public void Configure(EntityTypeBuilder<RefusedMailbox> builder)
    {
        builder.ToTable("refused_mailboxes");
        builder.HasKey(mailbox => mailbox.UserId);
        builder.Property(mailbox => mailbox.UserId).ValueGeneratedNever();
        builder.Property(mailbox => mailbox.Address).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(mailbox => mailbox.Reason).HasMaxLength(RefusedMailbox.MaxReason);
        builder.Ignore(mailbox => mailbox.IsPaused);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(mailbox => mailbox.UserId);
    }
}
