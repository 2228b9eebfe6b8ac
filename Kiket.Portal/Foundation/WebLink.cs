using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Foundation;

/// <summary>
/// Addresses that strangers write into fields that become links. Only what every browser opens, at a host that
/// everyone can reach, becomes one.
/// </summary>
public static class WebLink
{
    /// <summary>The longest address that is accepted: what browsers and mail programs still pass on.</summary>
    public const int MaxLength = 2048;

    private const string Https = "https://";
    private const string Http = "http://";

    /// <summary>Ports that browsers refuse to open (https://fetch.spec.whatwg.org/#port-blocking).</summary>
    private static readonly HashSet<int> BlockedPorts =
    [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119,
        123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
        993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ];

    /// <summary>True for an address that can be shown as a link, by http or https.</summary>
    public static bool IsOpen(string? text) => text is not null && Problem(text, allowHttp: true) is null;

    /// <summary>Why an address doesn't become a link, worded as the end of a sentence; null when it does. Never throws.</summary>
    public static string? Problem(string text, bool allowHttp = false)
    {
        if (text.Length > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        if (text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)) || PlainText.HasHidden(text))
        {
            return "contains spaces, line breaks or invisible characters";
        }

        if (text.Contains('\\', StringComparison.Ordinal))
        {
            return "contains a backslash";
        }

        var isHttp = allowHttp && text.StartsWith(Http, StringComparison.OrdinalIgnoreCase);
        if (!isHttp && !text.StartsWith(Https, StringComparison.OrdinalIgnoreCase))
        {
            return "doesn't start with https://";
        }

        var rest = text.AsSpan(isHttp ? Http.Length : Https.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        return AuthorityProblem((end < 0 ? rest : rest[..end]).ToString())
            ?? (Uri.TryCreate(text, UriKind.Absolute, out _) ? null : "isn't an address");
    }

    /// <summary>The host and port as written: a parser has already changed them, which would hide what the text says.</summary>
    private static string? AuthorityProblem(string authority)
    {
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            return "contains a user name";
        }

        var colon = authority.IndexOf(':', authority.LastIndexOf(']') + 1);
        var host = colon < 0 ? authority : authority[..colon];
        if (colon >= 0 && PortProblem(authority[(colon + 1)..]) is { } problem)
        {
            return problem;
        }

        return host.Length == 0 ? "has no host" : HostProblem(host);
    }

    private static string? PortProblem(string port) =>
        !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? "has a port that isn't a number"
        : BlockedPorts.Contains(number) ? $"uses port {number}, which browsers don't open"
        : null;

    private static string? HostProblem(string host)
    {
        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && !host.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(host.Trim('[', ']'), out var six)
                ? AddressProblem(six)
                : "has a host that isn't one";
        }

        // Browsers open a name with a final dot, which only says that it is complete.
        if (HostName.Ascii(host.EndsWith('.') ? host[..^1] : host) is not { } ascii)
        {
            return "has a host that isn't one, or that programs read differently";
        }

        if (HostName.IsNumeric(ascii))
        {
            return IPAddress.TryParse(ascii, out var four) && four.AddressFamily == AddressFamily.InterNetwork && four.ToString() == host
                ? AddressProblem(four)
                : "has a number as its host, which isn't an IP address in its usual form";
        }

        return HostName.IsInternal(ascii) || !ascii.Contains('.', StringComparison.Ordinal) || ascii.EndsWith(".invalid", StringComparison.Ordinal)
            ? "leads to an internal host, which others can't reach"
            : null;
    }

    private static string? AddressProblem(IPAddress address) =>
        PublicAddresses.IsPublic(address) ? null : "leads to an IP address that isn't public";
}
