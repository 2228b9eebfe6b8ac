using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>How a person receives one kind.</summary>
public sealed record NotificationChoice(NotificationKind Kind, bool InApp, bool Mail);

/// <summary>A person's own notifications; the user id is always the reader's.</summary>
public sealed class NotificationQueries(IDbContextFactory<PortalDb> databases)
{
    public async Task<int> UnreadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Notification>().CountAsync(n => n.UserId == userId && n.InApp && n.ReadAt == null, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<Notification>> ForAsync(Guid userId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var own = db.Set<Notification>().AsNoTracking().Where(n => n.UserId == userId && n.InApp);
        var total = await own.CountAsync(cancellationToken);
        var items = await own.OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id)
            .Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<Notification>(items, page, total);
    }

    /// <summary>One choice per kind, in the order of the kinds.</summary>
    public async Task<IReadOnlyList<NotificationChoice>> ChoicesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<NotificationPreference>().AsNoTracking()
            .Where(p => p.UserId == userId).ToDictionaryAsync(p => p.Kind, cancellationToken);
        return
        [
            .. Enum.GetValues<NotificationKind>().Select(kind => stored.TryGetValue(kind, out var p)
                ? new NotificationChoice(kind, p.InApp, p.Mail)
                : new NotificationChoice(kind, InApp: true, Mail: true)),
        ];
    }
}
