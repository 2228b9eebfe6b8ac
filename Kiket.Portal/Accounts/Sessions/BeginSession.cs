using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>Records a sign-in. The caller must check the person's identity.</summary>
public sealed class BeginSession(IDbContextFactory<PortalDb> databases, SessionTopic topic, TimeProvider clock)
{
    /// <summary>Limits the sign-ins per person, because a script that signs in for every call must not fill the table. The longest unused ones end.</summary>
    public const int MostPerPerson = 100;

    /// <param name="stamp">The account's current security stamp.</param>
    /// <param name="method">How the person signed in.</param>
    /// <returns>The id for the cookie.</returns>
    public async Task<Guid> RunAsync(Guid userId, string stamp, string method, SignInPlace place, CancellationToken cancellationToken)
    {
        var session = SignInSession.Begin(userId, stamp, method, place, clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        var surplus = await db.Set<SignInSession>()
            .Where(other => other.UserId == userId && other.Id != session.Id)
            .OrderByDescending(other => other.LastUsedAt).ThenByDescending(other => other.Id)
            .Select(other => other.Id)
            .Skip(MostPerPerson - 1)
            .ToListAsync(cancellationToken);
        if (surplus.Count > 0)
        {
            await db.Set<SignInSession>().Where(other => surplus.Contains(other.Id)).ExecuteDeleteAsync(cancellationToken);
            await topic.PublishAsync(userId);
        }

        return session.Id;
    }
}
