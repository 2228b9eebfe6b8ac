using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// Ends sign-ins of a person. The next request with such a cookie comes from nobody; open pages are signed out at once by
/// this process and within a minute by others.
/// </summary>
public sealed class EndSessions(IDbContextFactory<PortalDb> databases, SessionTopic topic, ILogger<EndSessions> logger)
{
    /// <param name="sessionId">The one to end; null ends all of them.</param>
    /// <param name="why">For the security log, such as <c>signed out</c>.</param>
    /// <returns>How many ended: 0 when it was over already, or is somebody else's.</returns>
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

        // Told even when there was no row: a page may still be open that another process has ended.
        await topic.PublishAsync(userId);
        return ended;
    }
}
