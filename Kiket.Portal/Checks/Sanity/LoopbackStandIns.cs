using System.Collections.Concurrent;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>
/// Local servers that answer for host names which exist nowhere, such as <c>alerts.acme.test</c>: the demo's sample
/// extensions. Looked at only while <c>Checks:AllowLoopback</c> is on.
/// </summary>
public sealed class LoopbackStandIns
{
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="address">A loopback address; the path that is called is put behind it.</param>
    public void Add(string host, Uri address)
    {
        if (!address.IsLoopback)
        {
            throw new ArgumentException($"{address} is not on this machine.", nameof(address));
        }

        _addresses[host] = address;
    }

    public Uri? Find(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && _addresses.TryGetValue(address.IdnHost, out var standIn)
            ? new Uri(standIn.AbsoluteUri.TrimEnd('/') + address.AbsolutePath)
            : null;
}
