using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// After a change of the account (a new password, another authenticator), the sign-in that made it continues, and all the
/// person's others end.
/// </summary>
public sealed class ContinueSession(IDbContextFactory<PortalDb> databases, SessionTopic topic, TimeProvider clock)
{
    /// <param name="stamp">The account's current security stamp.</param>
    /// <returns>False when the sign-in has ended, which is final.</returns>
    public async Task<bool> RunAsync(Guid userId, Guid sessionId, string stamp, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var continued = await db.Set<SignInSession>()
            .Where(session => session.Id == sessionId && session.UserId == userId && session.ExpiresAt > now)
            .ExecuteUpdateAsync(update => update.SetProperty(session => session.Stamp, stamp), cancellationToken);
        var ended = await db.Set<SignInSession>()
            .Where(session => session.UserId == userId && session.Stamp != stamp)
            .ExecuteDeleteAsync(cancellationToken);
        if (ended > 0)
        {
            await topic.PublishAsync(userId);
        }

        return continued == 1;
    }
}
