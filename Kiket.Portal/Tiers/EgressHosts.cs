using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tiers;

/// <summary>The kind of an egress entry.</summary>
public enum EgressForm
{
    /// <summary>One host, allowed.</summary>
    Exact,

    /// <summary>A leading <c>*.</c> above a registrable name: allowed, but reviewers look at it closely.</summary>
    Wildcard,

    /// <summary>A name under which anyone can register, or everything below one.</summary>
    PublicSuffix,

    /// <summary>Not a host name at all, or one that is not public.</summary>
    Malformed,
}

/// <summary>The verdict on one egress entry.</summary>
/// <param name="Host">Lower case, in ASCII, with <c>*.</c> in front for a wildcard; as written when malformed.</param>
/// <param name="Reason">Why it is refused, worded as the end of a sentence; null when it is allowed.</param>
/// <param name="Fix">What to write instead; null when it is allowed.</param>
/// <param name="IsInternational">The name contains letters outside ASCII, where letters of two alphabets look alike.</param>
public sealed record EgressVerdict(EgressForm Form, string Host, string? Reason, string? Fix, bool IsInternational)
{
    public bool IsAllowed => Form is EgressForm.Exact or EgressForm.Wildcard;
}

/// <summary>
/// Decides which hosts a managed container may reach: exact public names, or one leading <c>*.</c>, and never a scheme,
/// port, path, IP address or internal name.
/// </summary>
public static class EgressHosts
{
    /// <summary>Judges one entry; never throws.</summary>
    public static EgressVerdict Check(string declared)
    {
        var text = declared.Trim();
        if (Shape(text) is { } malformed)
            return malformed;

        var wildcard = text.StartsWith("*.", StringComparison.Ordinal);
        var name = wildcard ? text[2..] : text;
        if (name.Contains('*', StringComparison.Ordinal))
            return Malformed(
                text, "has a * that isn't the whole first label", $"Write exact names, or one *. at the start as in *.{Suggestion(name)}.");
        if (HostName.Ascii(name) is not { } ascii)
            return Malformed(text, "isn't a host name that all programs read alike", "Write a host name such as api.example.com.");
        if (HostName.IsNumeric(ascii))
            return Malformed(text, "is an IP address", "Write the host's name instead. IP addresses can't be reviewed or pinned.");
        if (HostName.IsInternal(ascii))
            return Malformed(text, "is the name of an internal host", "Write a public host. Containers can't reach internal networks.");

        var host = wildcard ? "*." + ascii : ascii;
        var international = ascii.Contains("xn--", StringComparison.Ordinal);
        if (PublicSuffixes.Contains(ascii) || (wildcard && PublicSuffixes.LieBelow(ascii)))
        {
            return new(
                EgressForm.PublicSuffix,
                host,
                $"covers everyone who has a name under {ascii}",
                $"Write the host itself, such as api.example.{ascii}.",
                international);
        }

        return new(wildcard ? EgressForm.Wildcard : EgressForm.Exact, host, null, null, international);
    }

    private static EgressVerdict? Shape(string text)
    {
        if (text.Length == 0)
            return Malformed(text, "is empty", "Remove it or write a host name such as api.example.com.");
        if (text == "*" || text == "*.")
            return new(EgressForm.PublicSuffix, text, "covers the whole internet", "List the hosts one by one.", false);
        if (text.Length > HostName.MaxLength)
            return Malformed(text[..60] + "…", $"is longer than the {HostName.MaxLength} characters of a host name", "Write only the host's name.");
        if (text.Contains("://", StringComparison.Ordinal))
            return Malformed(text, "has a scheme", $"Write {Suggestion(text)} without the scheme.");
        if (text.Contains('@', StringComparison.Ordinal))
            return Malformed(text, "has a user name", $"Write only {Suggestion(text)}.");
        if (text.AsSpan().IndexOfAny("/?#\\") >= 0)
            return Malformed(text, "has a path", $"Write {Suggestion(text)} without the path.");
        if (text.StartsWith('[') || text.Count(character => character == ':') > 1)
            return Malformed(text, "is an IP address", "Write the host's name instead. IP addresses can't be reviewed or pinned.");
        if (text.Contains(':', StringComparison.Ordinal))
            return Malformed(text, "has a port", $"Write {Suggestion(text)} without the port.");
        if (text.EndsWith('.'))
            return Malformed(text, "ends with a dot", $"Write {text.TrimEnd('.')} without the final dot.");
        return text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
            ? Malformed(text, "contains a space", "Write one host name per entry.")
            : null;
    }

    private static string Suggestion(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme >= 0 ? text[(scheme + 3)..] : text;
        rest = rest[(rest.LastIndexOf('@') + 1)..];
        var end = rest.AsSpan().IndexOfAny("/?#:\\");
        rest = (end >= 0 ? rest[..end] : rest).Trim('*', '.', ' ');
        return rest.Length == 0 ? "api.example.com" : rest;
    }

    private static EgressVerdict Malformed(string host, string reason, string fix) =>
        new(EgressForm.Malformed, host, reason, fix, false);
}
