using System.Collections.Concurrent;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// When sign-ins were last used. Recorded in memory and written a little later, so that reading a page never waits for a
/// write. A killed process loses at most a minute of "last used".
/// </summary>
public sealed class SessionUses(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _noted = new();

    /// <summary>Records that the sign-in is in use now.</summary>
    public void Note(LiveSession session)
    {
        var now = clock.GetUtcNow();
        if (now - session.LastUsedAt >= Resolution)
        {
            _noted[session.Id] = now;
        }
    }

    /// <summary>Writes the recorded uses.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (_noted.IsEmpty)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var noted in _noted)
        {
            var (id, at) = noted;
            await db.Set<SignInSession>()
                .Where(session => session.Id == id && session.LastUsedAt < at)
                .ExecuteUpdateAsync(update => update.SetProperty(session => session.LastUsedAt, at), cancellationToken);
            // Only the written ones: a use recorded in the meantime waits for the next time.
            _noted.TryRemove(noted);
        }
    }
}
