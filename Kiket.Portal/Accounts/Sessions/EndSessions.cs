using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// Ends sign-ins of a person. The next request with such a cookie isn't signed in. Open pages are signed
/// out immediately, on every node.
/// </summary>
public sealed class EndSessions(IDbContextFactory<PortalDb> databases, SessionTopic topic, ILogger<EndSessions> logger)
{
    /// <param name="sessionId">The one to end, or null for all of them.</param>
    /// <param name="why">The reason for the security log, such as <c>signed out</c>.</param>
    /// <returns>How many ended; 0 when it had already ended or is someone else's.</returns>
    public async Task<int> RunAsync(Guid userId, Guid? sessionId, string why, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ended = await db.Set<SignInSession>()
            .Where(session => session.UserId == userId && (sessionId == null || session.Id == sessionId))
            .ExecuteDeleteAsync(cancellationToken);
        if (ended > 0)
        {
            SignInLog.SessionsEnded(logger, userId, ended, why);
        }

        // Published even without a row, because a page may still be open whose sign-in another process ended.
        await topic.PublishAsync(userId);
        return ended;
    }
}
