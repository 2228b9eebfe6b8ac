using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Checks.Scanning;

namespace Kiket.Portal.Analytics.Rules;

/// <summary>An error as it may be stored, and what makes two of them the same.</summary>
/// <param name="Fingerprint">16 hexadecimal digits.</param>
public sealed record ScrubbedError(string Class, string Message, string Fingerprint);

/// <summary>
/// Takes out of an error what belongs to somebody: secrets, mail addresses, IP addresses. All expressions work without backtracking, so the time
/// only grows with the length of the text.
/// </summary>
public static class ScrubError
{
    /// <summary>Before everything else, because what is before the @ of an address is a secret as a whole.</summary>
    private static readonly Regex UserInfo = Compile(@"([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/""'<>?#]*@");

    /// <summary>A password with a slash in it, which a strict reader would take for a path.</summary>
    private static readonly Regex OddUserInfo = Compile(@"([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/@:""'<>?#]*:[^\s/@0-9""'<>][^\s""'<>]*@");

    private static readonly Regex Mail = Compile(@"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+");

    private static readonly Regex Address4 = Compile(@"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b");

    /// <summary>May be one; the framework decides.</summary>
    private static readonly Regex Address6 = Compile(@"(?:\b[0-9A-Fa-f]{1,4}|:):[0-9A-Fa-f:]{0,39}");

    private static readonly Regex Url = Compile(@"[A-Za-z][A-Za-z0-9+.\-]*://[^\s""'`]+");

    private static readonly Regex Quoted = Compile(@"""[^""\n]*""|`[^`\n]*`|“[^”\n]*”|«[^»\n]*»");

    /// <summary>An apostrophe inside a word opens nothing.</summary>
    private static readonly Regex SingleQuoted = Compile(@"(^|[\s(\[{:=,])'[^'\n]*'");

    private static readonly Regex Numbers = Compile(
        @"\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\b|\b(?:0x)?[0-9A-Fa-f]{16,}\b|[0-9]{4,}");

    public static ScrubbedError Run(string errorClass, string message)
    {
        var scrubbedClass = Cut(Secrets(Clean(errorClass)), SentEvent.MaxClass);
        var scrubbed = Scrub(message);
        return new ScrubbedError(scrubbedClass, Cut(scrubbed, SentEvent.MaxMessage), Fingerprint(scrubbedClass, scrubbed));
    }

    public static string Scrub(string text)
    {
        var scrubbed = Secrets(Clean(text));
        scrubbed = Mail.Replace(scrubbed, "<email>");
        scrubbed = Address4.Replace(scrubbed, found => IPAddress.TryParse(found.ValueSpan, out _) ? "<ip>" : found.Value);
        return Address6.Replace(scrubbed, found => Address(scrubbed, found));
    }

    /// <summary>The same for errors that differ only in what changes from call to call.</summary>
    /// <param name="scrubbed">The message; only its first line counts.</param>
    public static string Fingerprint(string errorClass, string scrubbed)
    {
        var end = scrubbed.AsSpan().IndexOf('\n');
        var line = Mail.Replace(Url.Replace(end < 0 ? scrubbed : scrubbed[..end], "<url>"), "<email>");
        line = SingleQuoted.Replace(Quoted.Replace(line, "<text>"), "$1<text>");
        line = Numbers.Replace(line, "<n>");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{errorClass}\n{line}")).AsSpan(0, 8));
    }

    private static string Secrets(string text)
    {
        var scrubbed = text;
        if (text.Contains("://", StringComparison.Ordinal))
        {
            scrubbed = OddUserInfo.Replace(UserInfo.Replace(scrubbed, "$1<secret>@"), "$1<secret>@");
        }

        // An example of a secret can't be told from one here, so it goes as well.
        foreach (var pattern in SecretPatterns.All)
        {
            if (scrubbed.AsSpan().ContainsAny(pattern.Keywords))
            {
                scrubbed = pattern.Regex.Replace(scrubbed, found => Hide(found, found.Groups[pattern.Group]));
            }
        }

        return scrubbed;
    }

    private static string Hide(Match found, Group secret)
    {
        if (!secret.Success)
        {
            return "<secret>";
        }

        var start = secret.Index - found.Index;
        return string.Concat(found.ValueSpan[..start], "<secret>", found.ValueSpan[(start + secret.Length)..]);
    }

    /// <summary>Not a part of a name such as <c>Foo::Bar</c>.</summary>
    private static string Address(string text, Match found)
    {
        var end = found.Index + found.Length;
        var isWhole = (found.Index == 0 || !IsWord(text[found.Index - 1])) && (end == text.Length || !IsWord(text[end]));
        return isWhole && found.Length > 2 && found.ValueSpan.Count(':') >= 2 && IPAddress.TryParse(found.ValueSpan, out _) ? "<ip>" : found.Value;
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or ':';

    /// <summary>No control characters but line feeds, and nothing that Unicode calls no character: databases and pages refuse them.</summary>
    private static string Clean(string text)
    {
        var unix = text.ReplaceLineEndings("\n");
        return unix.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? unix
            : string.Create(unix.Length, unix, (to, from) =>
            {
                for (var place = 0; place < from.Length; place++)
                {
                    to[place] = from[place] switch
                    {
                        '\n' => '\n',
                        '\uFFFE' or '\uFFFF' => '\uFFFD',
                        var control when char.IsControl(control) => ' ',
                        var letter => letter,
                    };
                }
            });
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(3));
}
