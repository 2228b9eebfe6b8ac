using System.Text;

namespace Kiket.Portal.Edge;

/// <summary>The head of an HTTP request on one of the edge's plain ports.</summary>
/// <param name="Host">In ASCII when it is a name; as written otherwise; empty without one.</param>
/// <param name="Reason">Why it is refused; null for a CONNECT to a name on port 443.</param>
internal readonly record struct EdgeRequest(string Host, Refusal? Reason)
{
    private const string Connect = "CONNECT";

    /// <summary>The length of a request's head with its empty line; null while it is incomplete.</summary>
    public static int? HeadLength(ReadOnlySpan<byte> received) =>
        received.IndexOf("\r\n\r\n"u8) is >= 0 and var end ? end + 4 : null;

    /// <summary>Reads the head of a request to the proxy. Only CONNECT to a name on port 443 isn't refused here. Never throws.</summary>
    public static EdgeRequest OfProxy(ReadOnlySpan<byte> head)
    {
        var line = FirstLine(head).Split(' ');
        if (line is not [Connect, var target, "HTTP/1.1" or "HTTP/1.0"])
        {
            var named = Uri.TryCreate(line.ElementAtOrDefault(1), UriKind.Absolute, out var address) ? Printable(address.Host) : HostHeader(head);
            return new(named, Refusal.NotHttps);
        }

        var colon = target.LastIndexOf(':');
        var host = colon < 0 ? target : target[..colon];
        if (colon < 0 || target[(colon + 1)..] != "443")
        {
            return new(Printable(host), Refusal.PortNot443);
        }

        return EdgeNames.Read(host) is { } name ? new(name, null) : new(Printable(host), Refusal.NotAHostName);
    }

    /// <summary>Reads the head of a request without TLS, which is refused whatever it asks for.</summary>
    public static EdgeRequest OfPlainHttp(ReadOnlySpan<byte> head) => new(HostHeader(head), Refusal.NotHttps);

    /// <summary>What a stranger wrote, short and without anything that a log or a page could take for something else.</summary>
    public static string Printable(string text) =>
        new([.. text.Take(Foundation.HostName.MaxLength).Select(letter => letter is > ' ' and <= '~' ? char.ToLowerInvariant(letter) : '?')]);

    private static string HostHeader(ReadOnlySpan<byte> head)
    {
        var line = Encoding.Latin1.GetString(head).Split("\r\n").FirstOrDefault(header => header.StartsWith("Host:", StringComparison.OrdinalIgnoreCase));
        return Printable(line is null ? "" : line[5..].Trim());
    }

    private static string FirstLine(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        return Encoding.Latin1.GetString(end < 0 ? head : head[..end]);
    }
}
