using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>
/// Stores the responses of requests with an Idempotency-Key. If two with the same key arrive at once, the unique index
/// only lets one run. The number and size per person and organization are limited; above that, the oldest finished ones
/// are deleted.
/// </summary>
internal sealed class IdempotentRequests(IDbContextFactory<PortalDb> databases, IOptions<ApiOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private IdempotencyOptions Limits => options.Value.Idempotency;

    /// <summary>
    /// The caller must run a request without a status, and return the response of one with a status again. Refused when
    /// the key was used for another request, or when the first one with it or too many others are still running.
    /// </summary>
    public async Task<Result<IdempotentRequest>> ClaimAsync(ApiCaller caller, string key, string fingerprint, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var known = await FindAsync(caller, key, cancellationToken);
            if (known is null || known.IsOver(clock.GetUtcNow()))
            {
                if (await TryClaimAsync(caller, known, key, fingerprint, cancellationToken) is { } claimed)
                {
                    return claimed;
                }
            }
            else if (known.Fingerprint != fingerprint)
            {
                return Error.Invalid(
                    "idempotency_key_reused",
                    "This Idempotency-Key was used for another request within the last 24 hours. Use a new one for each request.");
            }
            else if (known.Status is not null)
            {
                return known;
            }

            if (clock.GetElapsedTime(started) > Patience)
            {
                return Error.Conflict(
                    "idempotency_key_in_use", "The first request with this Idempotency-Key is still running. Try again in a few seconds.") with
                {
                    RetryAfter = Pause,
                };
            }

            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    public async Task RecordResponseAsync(ApiCaller caller, IdempotentRequest request, int status, string response)
    {
        // The request was carried out even if the client is gone, so the response is stored in case it asks again.
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        db.Attach(request);
        request.Complete(status, response.Length <= Limits.LongestResponse ? response : null);
        await db.SaveChangesAsync(CancellationToken.None);
        await ShrinkAsync(db, caller, request);
    }

    /// <summary>Frees the key after a response that asks to try again.</summary>
    public async Task ReleaseAsync(IdempotentRequest request)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await db.Set<IdempotentRequest>().Where(known => known.Id == request.Id).ExecuteDeleteAsync(CancellationToken.None);
    }

    /// <summary>
    /// Null when another request was first. Only an expired request with this key is deleted here; the sweep deletes
    /// the others.
    /// </summary>
    private async Task<Result<IdempotentRequest>?> TryClaimAsync(
        ApiCaller caller, IdempotentRequest? over, string key, string fingerprint, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (over is not null)
        {
            await db.Set<IdempotentRequest>().Where(request => request.Id == over.Id).ExecuteDeleteAsync(cancellationToken);
        }

        if (await MakeRoomAsync(db, caller, cancellationToken) is { } full)
        {
            return full;
        }

        var claim = IdempotentRequest.Claim(caller.Access.TokenId, key, fingerprint, clock.GetUtcNow());
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

    /// <summary>Deletes the oldest finished requests until one more fits. Refused when all are still running.</summary>
    private async Task<Error?> MakeRoomAsync(PortalDb db, ApiCaller caller, CancellationToken cancellationToken)
    {
        var own = Own(db, caller);
        var over = await own.CountAsync(cancellationToken) - Limits.Requests + 1;
        if (over <= 0)
        {
            return null;
        }

        var oldest = await own.Where(request => request.Status != null)
            .OrderBy(request => request.CreatedAt)
            .Select(request => request.Id)
            .Take(over)
            .ToListAsync(cancellationToken);
        if (oldest.Count < over)
        {
            return Error.TooMany(
                "too_many_idempotency_keys",
                $"{Limits.Requests} requests with an Idempotency-Key are running. Wait until some of them have finished.",
                Pause);
        }

        await db.Set<IdempotentRequest>().Where(request => oldest.Contains(request.Id)).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    /// <summary>Deletes the oldest responses until all of them fit into the limit.</summary>
    private async Task ShrinkAsync(PortalDb db, ApiCaller caller, IdempotentRequest newest)
    {
        var stored = await Own(db, caller)
            .Where(request => request.Response != null && request.Id != newest.Id)
            .OrderByDescending(request => request.CreatedAt)
            .Select(request => new { request.Id, request.Response!.Length })
            .ToListAsync(CancellationToken.None);
        long total = newest.Response?.Length ?? 0;
        var tooOld = stored.Where(request => (total += request.Length) > Limits.AllResponses).Select(request => request.Id).ToList();
        if (tooOld.Count > 0)
        {
            await db.Set<IdempotentRequest>().Where(request => tooOld.Contains(request.Id)).ExecuteDeleteAsync(CancellationToken.None);
        }
    }

    private static IQueryable<IdempotentRequest> Own(PortalDb db, ApiCaller caller) => db.Set<IdempotentRequest>().Where(request =>
        db.Set<ApiToken>().Any(token => token.Id == request.TokenId
            && token.UserId == caller.Actor.UserId
            && token.OrganizationId == caller.Access.OrganizationId));

    private async Task<IdempotentRequest?> FindAsync(ApiCaller caller, string key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<IdempotentRequest>().AsNoTracking()
            .SingleOrDefaultAsync(request => request.TokenId == caller.Access.TokenId && request.Key == key, cancellationToken);
    }
}
