using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>Marks a person's notifications as read, also on their other open pages.</summary>
public sealed class MarkNotificationsRead(IDbContextFactory<PortalDb> databases, NotificationTopic topic, TimeProvider clock)
{
    /// <param name="notificationId">One of them, or null for all of them.</param>
    public Task RunAsync(Guid userId, Guid? notificationId, CancellationToken cancellationToken) =>
        MarkAsync(userId, own => own.Where(one => notificationId == null || one.Id == notificationId), cancellationToken);

    /// <summary>The person visits the page that notifications are about.</summary>
    /// <param name="link">Address inside the portal, starting with a slash.</param>
    public Task VisitAsync(Guid userId, string link, CancellationToken cancellationToken)
    {
        var page = Notification.PageOf(link);
        return MarkAsync(userId, own => own.Where(one => one.Page == page), cancellationToken);
    }

    private async Task MarkAsync(Guid userId, Func<IQueryable<Notification>, IQueryable<Notification>> which, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var unread = which(db.Set<Notification>().Where(one => one.UserId == userId && one.ReadAt == null));
        // Most visited pages have none, and reading doesn't wait for other writers.
        if (await unread.AnyAsync(cancellationToken)
            && await unread.ExecuteUpdateAsync(update => update.SetProperty(one => one.ReadAt, now), cancellationToken) > 0)
        {
            await topic.PublishAsync(userId);
        }
    }
}
