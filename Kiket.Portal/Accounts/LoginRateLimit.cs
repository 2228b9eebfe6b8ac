using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Kiket.Portal.Accounts;

/// <summary>Slows down guessing passwords for many accounts from one address. For one account, see <see cref="SignInThrottle"/>.</summary>
public static class LoginRateLimit
{
    /// <summary>For pages and endpoints that accept a password, a code or an account's address.</summary>
    public const string Policy = "login";

    private const int PerMinute = 10;

    internal static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected ??= RespondAsync;
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                ClientAddress.Key(context),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter("reading"));
    }

    private static async ValueTask RespondAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (context.HttpContext.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            // Without a body, a person gets the portal's own page for this status.
            return;
        }

        await context.HttpContext.Response.WriteAsync(
            $"Too many attempts from your address. Wait {seconds} seconds, then go back and try again.", cancellationToken);
    }
}
