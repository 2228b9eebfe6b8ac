namespace Kiket.Portal.Accounts;

/// <summary>
/// Notices requests that come through a proxy that isn't in <c>Proxies:Known</c>. All visitors then seem to have the proxy's
/// address, so they share its limits, and links and cookies may be wrong.
/// </summary>
public sealed partial class UnknownProxies(ILogger<UnknownProxies> logger)
{
    private string? _address;

    /// <summary>The latest such proxy since the start; null when there was none.</summary>
    public string? Address => _address;

    /// <summary>Runs after the known proxies' headers were taken, so a header that is left came from someone else.</summary>
    public void Look(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("X-Forwarded-For") || context.Connection.RemoteIpAddress is not { } remote)
        {
            return;
        }

        var address = remote.ToString();
        if (Interlocked.Exchange(ref _address, address) is null)
        {
            Noticed(logger, address);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Requests arrive with X-Forwarded-For from {Address}, which Proxies:Known doesn't contain. If this is your proxy, add it: "
            + "until then all visitors behind it share one limit. If it isn't, someone is trying to pass for another address.")]
    private static partial void Noticed(ILogger logger, string address);
}
