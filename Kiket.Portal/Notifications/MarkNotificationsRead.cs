using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>Marks one or all of a person's notifications as read, also on their other open pages.</summary>
public sealed class MarkNotificationsRead(IDbContextFactory<PortalDb> databases, NotificationTopic topic, TimeProvider clock)
{
    /// <param name="notificationId">One of them, or null for all of them.</param>
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
