using System.Collections.Concurrent;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>
/// Local servers for host names that don't exist, such as <c>alerts.acme.test</c>: the demo's sample
/// extensions. Only used while <c>Checks:AllowLoopback</c> is on.
/// </summary>
public sealed class LoopbackStandIns
{
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Uri> _domains = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="address">A loopback address. The requested path is appended to it.</param>
    public void Add(string host, Uri address)
    {
        if (!address.IsLoopback)
        {
            throw new ArgumentException($"{address} isn't on this machine.", nameof(address));
        }

        _addresses[host] = address;
    }

    /// <summary>One server for every name right below a domain. It tells them by the host that a call names.</summary>
    /// <param name="address">A loopback address. The requested path is appended to it.</param>
    public void AddBelow(string domain, Uri address)
    {
        if (!address.IsLoopback)
        {
            throw new ArgumentException($"{address} isn't on this machine.", nameof(address));
        }

        _domains[domain] = address;
    }

    public Uri? Find(Uri address) =>
        HostName.Of(address) is { } host && address.UserInfo.Length == 0
            && (_addresses.TryGetValue(host, out var standIn) || _domains.TryGetValue(Above(host), out standIn))
            ? new Uri(standIn.AbsoluteUri.TrimEnd('/') + address.AbsolutePath)
            : null;

    private static string Above(string host) => host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
