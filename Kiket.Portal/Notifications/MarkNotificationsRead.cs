using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A person has seen one or all of their notifications; their other screens follow.</summary>
public sealed class MarkNotificationsRead(IDbContextFactory<PortalDb> databases, NotificationTopic topic, TimeProvider clock)
{
    /// <param name="notificationId">One of them, or null for all.</param>
    public async Task RunAsync(Guid userId, Guid? notificationId, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await db.Set<Notification>()
            .Where(n => n.UserId == userId && n.ReadAt == null && (notificationId == null || n.Id == notificationId))
            .ExecuteUpdateAsync(update => update.SetProperty(n => n.ReadAt, now), cancellationToken);
        if (changed > 0)
        {
            await topic.PublishAsync(userId);
        }
    }
}
