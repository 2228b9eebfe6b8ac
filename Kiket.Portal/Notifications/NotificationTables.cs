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
        builder.HasIndex(notification => new { notification.UserId, notification.CreatedAt });
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
