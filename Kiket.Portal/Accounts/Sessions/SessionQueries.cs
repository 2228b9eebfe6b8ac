using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>A valid sign-in.</summary>
public sealed record LiveSession(Guid Id, Guid UserId, DateTimeOffset LastUsedAt);

/// <summary>A sign-in as its person sees it in the list.</summary>
/// <param name="Device">Browser and system, for people.</param>
public sealed record SessionRow(
    Guid Id, string Device, string? Address, string Method, DateTimeOffset SignedInAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt);

/// <summary>
/// Reads valid sign-ins from the database: not ended, not too old, not before the last change of a password, and not of a
/// locked person.
/// </summary>
public sealed class SessionQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>One read by the primary key; null when the sign-in has ended.</summary>
    public async Task<LiveSession?> FindLiveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Live(db)
            .Where(session => session.Id == id)
            .Select(session => new LiveSession(session.Id, session.UserId, session.LastUsedAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Where the person is signed in, most recently used first.</summary>
    public async Task<IReadOnlyList<SessionRow>> ForPersonAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var sessions = await Live(db).AsNoTracking()
            .Where(session => session.UserId == userId)
            .OrderByDescending(session => session.LastUsedAt).ThenByDescending(session => session.Id)
            .Take(BeginSession.MostPerPerson)
            .ToListAsync(cancellationToken);
        return sessions.ConvertAll(session => new SessionRow(
            session.Id, DeviceName.Of(session.UserAgent), session.Address, session.Method, session.CreatedAt, session.LastUsedAt, session.ExpiresAt));
    }

    private IQueryable<SignInSession> Live(PortalDb db)
    {
        var now = clock.GetUtcNow();
        return
            from session in db.Set<SignInSession>()
            join user in db.Set<PortalUser>() on session.UserId equals user.Id
            where session.ExpiresAt > now && session.Stamp == user.SecurityStamp && user.LockedAt == null
            select session;
    }
}
