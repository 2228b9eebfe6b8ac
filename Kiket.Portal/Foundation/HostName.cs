using System.Globalization;
using System.Net;

namespace Kiket.Portal.Foundation;

/// <summary>
/// The one function that decides what a host is. Browsers, the runtime's parser and its network code read odd names
/// differently, and some of them throw, so a name counts only if all of them agree on it. Everything that stores,
/// compares or calls a host asks here.
/// </summary>
public static class HostName
{
    /// <summary>The longest name that DNS allows.</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    private static readonly string[] Internal =
    [
        ".localhost", ".localdomain", ".local", ".internal", ".intranet", ".private", ".corp", ".lan", ".home", ".home.arpa",
        ".in-addr.arpa", ".ip6.arpa", ".svc", ".onion",
    ];

    /// <summary>A name in lower-case ASCII, as DNS sees it; null when it isn't a name or when parsers disagree on it. Never throws.</summary>
    public static string? Ascii(string written)
    {
        // A joiner is dropped by some parsers, kept by others, and refused by the rest.
        if (written.Length is 0 or > MaxLength || written.EnumerateRunes().Any(PlainText.IsInvisible) || Mapped(written) is not { } ascii)
        {
            return null;
        }

        return ascii.Length <= MaxLength && ascii.Split('.').All(IsLabel) && (IsNumeric(ascii) || IsReadAlike(ascii)) ? ascii : null;
    }

    /// <summary>
    /// The host of an address, an IP address without brackets; null when parsers disagree on it. Never throws, unlike
    /// <see cref="Uri.IdnHost"/>.
    /// </summary>
    public static string? Of(Uri address) => !address.IsAbsoluteUri ? null
        : address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? address.Host.Trim('[', ']')
        : Ascii(address.Host);

    /// <summary>
    /// Whether parsers take a name for an IP address: 127.1, 0x7f000001 and 2130706433 all connect to 127.0.0.1, and a
    /// browser refuses 256.0.0.1, because the last label is a number.
    /// </summary>
    public static bool IsNumeric(string ascii)
    {
        var last = ascii[(ascii.LastIndexOf('.') + 1)..];
        return (last.Length > 0 && last.All(char.IsAsciiDigit))
            || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit))
            || IPAddress.TryParse(ascii, out _);
    }

    /// <summary>Whether a name exists only inside a machine or a network.</summary>
    public static bool IsInternal(string ascii) => Internal.Any(suffix => ("." + ascii).EndsWith(suffix, StringComparison.Ordinal));

    private static string? Mapped(string name)
    {
        try
        {
            return new IdnMapping { AllowUnassigned = false, UseStd3AsciiRules = false }.GetAscii(name).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
        && (!label.StartsWith("xn--", StringComparison.Ordinal) || IsEncoded(label));

    /// <summary>Whether an encoded label stands for letters that are encoded in the same way again.</summary>
    private static bool IsEncoded(string label)
    {
        try
        {
            var mapping = new IdnMapping { AllowUnassigned = false };
            var letters = mapping.GetUnicode(label);
            return letters != label && !letters.EnumerateRunes().Any(PlainText.IsInvisible) && mapping.GetAscii(letters) == label;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsReadAlike(string ascii)
    {
        try
        {
            return Uri.TryCreate($"https://{ascii}/", UriKind.Absolute, out var address) && address.IdnHost == ascii;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }
}
