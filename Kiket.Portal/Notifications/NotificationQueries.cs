using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>How a person receives one kind.</summary>
public sealed record NotificationChoice(NotificationKind Kind, bool InApp, bool Mail, MailFrequency Frequency = MailFrequency.Immediately);

/// <summary>Which of a person's notifications are shown. Everything null or false: all of them.</summary>
/// <param name="Organization">A slug; empty for those of no organization.</param>
/// <param name="Page">Those about one page.</param>
public sealed record NotificationFilter(bool Unread = false, NotificationKind? Kind = null, string? Organization = null, string? Page = null);

/// <summary>Notifications about the same page, as one line.</summary>
public sealed record NotificationGroup(Notification Newest, int Count, int Unread);

/// <summary>A person's own notifications; the user id is always the reader's.</summary>
public sealed class NotificationQueries(IDbContextFactory<PortalDb> databases)
{
    private const int MostOrganizations = 100;

    public async Task<int> UnreadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Notification>().CountAsync(n => n.UserId == userId && n.InApp && n.ReadAt == null, cancellationToken);
    }

    /// <summary>One by one, newest first.</summary>
    public async Task<Page<Notification>> ForAsync(Guid userId, NotificationFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var own = Own(db, userId, filter);
        var total = await own.CountAsync(cancellationToken);
        var items = await own.OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id)
            .Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<Notification>(items, page, total);
    }

    /// <summary>One line for each page that they are about, the one with the newest first.</summary>
    public async Task<Page<NotificationGroup>> GroupsAsync(
        Guid userId, NotificationFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var own = Own(db, userId, filter);
        var total = await own.Select(n => n.Page).Distinct().CountAsync(cancellationToken);
        var groups = await own
            .GroupBy(n => n.Page)
            .Select(same => new { Page = same.Key, Newest = same.Max(n => n.CreatedAt), Count = same.Count(), Unread = same.Count(n => n.ReadAt == null) })
            .OrderByDescending(group => group.Newest).ThenBy(group => group.Page)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        var (pages, instants) = (groups.ConvertAll(group => group.Page), groups.ConvertAll(group => group.Newest));
        var newest = (await own.Where(n => pages.Contains(n.Page) && instants.Contains(n.CreatedAt)).ToListAsync(cancellationToken))
            .ToLookup(n => (n.Page, n.CreatedAt));
        return new Page<NotificationGroup>(
            [.. groups.Select(group => new NotificationGroup(newest[(group.Page, group.Newest)].MaxBy(n => n.Id)!, group.Count, group.Unread))],
            page,
            total);
    }

    /// <summary>The organizations that a person has notifications of.</summary>
    public async Task<IReadOnlyList<string>> OrganizationsAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Notification>()
            .Where(n => n.UserId == userId && n.InApp && n.Organization != null)
            .Select(n => n.Organization!).Distinct().Order().Take(MostOrganizations).ToListAsync(cancellationToken);
    }

    /// <summary>One choice per kind, in the order of the kinds.</summary>
    public async Task<IReadOnlyList<NotificationChoice>> ChoicesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ChoicesAsync(db, userId, cancellationToken);
    }

    /// <summary>When a person's digests come; null when they never chose.</summary>
    public async Task<DigestTimes?> TimesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await db.Set<MailSchedule>().AsNoTracking().SingleOrDefaultAsync(schedule => schedule.UserId == userId, cancellationToken))?.Times;
    }

    internal static async Task<IReadOnlyList<NotificationChoice>> ChoicesAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var stored = await db.Set<NotificationPreference>().AsNoTracking()
            .Where(p => p.UserId == userId).ToDictionaryAsync(p => p.Kind, cancellationToken);
        return
        [
            .. Enum.GetValues<NotificationKind>().Select(kind => stored.TryGetValue(kind, out var p)
                ? new NotificationChoice(kind, p.InApp, p.Mail, p.Frequency)
                : new NotificationChoice(kind, InApp: true, Mail: true)),
        ];
    }

    private static IQueryable<Notification> Own(PortalDb db, Guid userId, NotificationFilter filter)
    {
        var own = db.Set<Notification>().AsNoTracking().Where(n => n.UserId == userId && n.InApp);
        own = filter.Unread ? own.Where(n => n.ReadAt == null) : own;
        own = filter.Kind is { } kind ? own.Where(n => n.Kind == kind) : own;
        own = filter.Page is { } about ? own.Where(n => n.Page == about) : own;
        return filter.Organization switch
        {
            null => own,
            "" => own.Where(n => n.Organization == null),
            var slug => own.Where(n => n.Organization == slug),
        };
    }
}
