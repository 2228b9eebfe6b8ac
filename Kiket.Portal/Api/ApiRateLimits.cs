using System.Globalization;
using System.Threading.RateLimiting;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>
/// Counts calls and accepted publishes per person and organization, whichever token is used. More tokens don't raise
/// the limit, and a colleague's script doesn't use up anyone else's. Searches without a token count per network
/// address.
/// </summary>
internal sealed class ApiRateLimits(IOptions<ApiOptions> options) : IDisposable
{
    /// <summary>More addresses than GitHub sends from.</summary>
    private const int MostSenders = 10_000;

    private const int MoreForSenders = 10;

    private const int MaxHookId = 20;

    private const string Signatures = "pushes with a wrong signature";

    private static readonly TimeSpan SenderFor = TimeSpan.FromHours(24);

    private readonly Limit _tokens = new(options.Value.RateLimits.Token);
    private readonly Limit _searches = new(options.Value.RateLimits.Search);
    private readonly Limit _publishes = new(options.Value.RateLimits.Publish);
    private readonly Limit _signatures = new(options.Value.RateLimits.Signature);
    private readonly Limit _signaturesOfSenders = new(OfSenders(options.Value.RateLimits.Signature));

    /// <summary>Addresses that sent a valid push lately.</summary>
    private readonly MemoryCache _senders = new(new MemoryCacheOptions { SizeLimit = MostSenders });

    /// <summary>Counts one call, and writes the rest of the caller's limit to the headers.</summary>
    public Error? Call(HttpContext context, ApiCaller? caller)
    {
        if (caller is not null)
        {
            return _tokens.Take(context, Key(caller), "calls with your tokens of this organization");
        }

        return ApiQuery.Text(context.Request, "q") is null
            ? null
            : _searches.Take(context, ClientAddress.Key(context), "searches without a token");
    }

    /// <summary>
    /// Counts a search on one of the portal's pages. It shares its network address's limit with searches in the API.
    /// </summary>
    public Error? PageSearch(HttpContext context) => _searches.Take(context: null, ClientAddress.Key(context), "searches");

    /// <summary>Whether one more publish would be accepted. Nothing is counted yet.</summary>
    public Error? MayPublish(ApiCaller caller) => _publishes.Peek(Key(caller), "new versions with your tokens of this organization");

    /// <summary>Counts an accepted publish.</summary>
    public void Published(ApiCaller caller) => _publishes.Take(context: null, Key(caller), "");

    /// <summary>Whether an address may send another push, before its body is read. Nothing is counted yet.</summary>
    public Error? MayDeliver(HttpContext context)
    {
        var (limit, key) = ForSender(context);
        return limit.Peek(key, Signatures);
    }

    /// <summary>Counts a push whose signature was refused. Valid ones are never counted.</summary>
    public void Unsigned(HttpContext context)
    {
        var (limit, key) = ForSender(context);
        limit.Take(context: null, key, Signatures);
    }

    /// <summary>A push with a valid signature came from this address.</summary>
    public void Signed(HttpContext context) => _senders.Set(
        ClientAddress.Key(context), true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = SenderFor });

    public void Dispose()
    {
        _tokens.Dispose();
        _searches.Dispose();
        _publishes.Dispose();
        _signatures.Dispose();
        _signaturesOfSenders.Dispose();
        _senders.Dispose();
    }

    /// <summary>
    /// An address that sent a valid push is GitHub's, which everybody's webhooks share. There, each webhook is counted by itself:
    /// nobody but GitHub chooses that number, so one with a wrong secret limits no other.
    /// </summary>
    private (Limit Limit, string Key) ForSender(HttpContext context)
    {
        var address = ClientAddress.Key(context);
        if (!_senders.TryGetValue(address, out _))
        {
            return (_signatures, address);
        }

        var hook = context.Request.Headers["X-GitHub-Hook-ID"] is [{ Length: <= MaxHookId } one] ? one : "";
        return (_signaturesOfSenders, $"{address} {hook}");
    }

    private static RateOptions OfSenders(RateOptions usual) =>
        new() { Burst = usual.Burst * MoreForSenders, PerMinute = usual.PerMinute * MoreForSenders };

    private static string Key(ApiCaller caller) => $"{caller.Actor.UserId} {caller.Access.OrganizationId}";

    private sealed class Limit(RateOptions options) : IDisposable
    {
        private readonly TimeSpan _each = TimeSpan.FromMinutes(1) / options.PerMinute;

        private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / options.PerMinute,
            }));

        public Error? Take(HttpContext? context, string key, string what)
        {
            using var lease = _limiter.AttemptAcquire(key);
            if (context is not null)
            {
                WriteTo(context.Response.Headers, key);
            }

            return lease.IsAcquired ? null : Refusal(lease, what);
        }

        public Error? Peek(string key, string what)
        {
            if (_limiter.GetStatistics(key) is not { CurrentAvailablePermits: 0 })
            {
                return null;
            }

            // Fails without taking a permit, but returns how long to wait. (Asking for 0 permits succeeds with a
            // fraction of one.)
            using var lease = _limiter.AttemptAcquire(key);
            return lease.IsAcquired ? null : Refusal(lease, what);
        }

        public void Dispose() => _limiter.Dispose();

        private Error Refusal(RateLimitLease lease, string what)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : _each;
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            return Error.TooMany(
                "rate_limited",
                $"Too many {what}: the limit is {options.PerMinute} per minute. Wait {seconds} s, then try again.",
                TimeSpan.FromSeconds(seconds));
        }

        private void WriteTo(IHeaderDictionary headers, string key)
        {
            var left = (int)(_limiter.GetStatistics(key)?.CurrentAvailablePermits ?? 0);
            // Seconds until the bucket is full again.
            var reset = (int)Math.Ceiling((_each * (options.Burst - left)).TotalSeconds);
            headers["X-RateLimit-Limit"] = options.Burst.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
        }
    }
}

/// <summary>Runs before every route: refuses an invalid token even where none is needed, and counts calls.</summary>
internal sealed class CountCalls(ApiRateLimits limits) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (caller, refusal) = await ApiCaller.FindAsync(context.HttpContext);
        refusal ??= limits.Call(context.HttpContext, caller);
        return refusal is null ? await next(context) : ErrorResults.Of(refusal);
    }
}
