using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Api;

/// <summary>Keeps the answers to keyed requests. Of two at once with one key, the unique index lets one run.</summary>
internal sealed class IdempotentRequests(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// A request without a status is the caller's to run; one with a status is to be answered again. Refused when the
    /// key was used for another request, or the first one with it still runs.
    /// </summary>
    public async Task<Result<IdempotentRequest>> ClaimAsync(Guid tokenId, string key, string fingerprint, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            if (await TryClaimAsync(tokenId, key, fingerprint, cancellationToken) is { } claimed)
            {
                return claimed;
            }

            if (await FindAsync(tokenId, key, cancellationToken) is { } known)
            {
                if (known.Fingerprint != fingerprint)
                {
                    return Error.Invalid("idempotency_key_reused", "This Idempotency-Key was used for another request within the last 24 hours. Take a new one for each request.");
                }

                if (known.Status is not null)
                {
                    return known;
                }
            }

            if (clock.GetElapsedTime(started) > Patience)
            {
                return Error.Conflict("idempotency_key_in_use", "The first request with this Idempotency-Key still runs. Ask again in a few seconds.") with
                {
                    RetryAfter = TimeSpan.FromSeconds(5),
                };
            }

            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    public async Task AnsweredAsync(IdempotentRequest request, int status, string answer)
    {
        // What happened has happened, also when the client is gone: the answer is kept for when it asks again.
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        db.Attach(request);
        request.Answered(status, answer);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Lets the key run again, after an answer that says "try again".</summary>
    public async Task ReleaseAsync(IdempotentRequest request)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await db.Set<IdempotentRequest>().Where(known => known.Id == request.Id).ExecuteDeleteAsync(CancellationToken.None);
    }

    private async Task<IdempotentRequest?> TryClaimAsync(Guid tokenId, string key, string fingerprint, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var oldest = now - IdempotentRequest.Lifetime;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<IdempotentRequest>().Where(request => request.CreatedAt < oldest).ExecuteDeleteAsync(cancellationToken);
        if (await FindAsync(db, tokenId, key, cancellationToken) is { } known)
        {
            if (!known.IsOver(now))
            {
                return null;
            }

            await db.Set<IdempotentRequest>().Where(request => request.Id == known.Id).ExecuteDeleteAsync(cancellationToken);
        }

        var claim = IdempotentRequest.Claim(tokenId, key, fingerprint, now);
        db.Add(claim);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return claim;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return null;
        }
    }

    private async Task<IdempotentRequest?> FindAsync(Guid tokenId, string key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, tokenId, key, cancellationToken);
    }

    private static Task<IdempotentRequest?> FindAsync(PortalDb db, Guid tokenId, string key, CancellationToken cancellationToken) =>
        db.Set<IdempotentRequest>().AsNoTracking().SingleOrDefaultAsync(request => request.TokenId == tokenId && request.Key == key, cancellationToken);
}
