using System.Text;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>What stands around a match. A mark of a secret, such as the first line of a key quoted in prose, isn't a secret.</summary>
internal static partial class SecretContext
{
    /// <summary>The shortest private key (Ed25519) has 64 characters; of a key that is cut off, this much still is one.</summary>
    private const int ShortestKey = 40;

    /// <summary>How much of a key is looked at.</summary>
    private const int KeyStart = 600;

    /// <summary>Whether the text around a match agrees that it is a secret.</summary>
    public static bool Agrees(SecretPattern pattern, string text, int at, string match)
    {
        if (pattern.Rule == ScanRules.PrivateKey)
        {
            return pattern.MinEntropy > 0 || HasKey(text.AsSpan(at + match.Length, Math.Min(KeyStart, text.Length - at - match.Length)));
        }

        // app-3fa9….js is the name of a bundle, whatever its letters look like.
        var rest = text.AsSpan(at + match.Length, Math.Min(8, text.Length - at - match.Length));
        if (FileEnd().IsMatch(rest))
        {
            return false;
        }

        return pattern.Rule != ScanRules.PasswordInCommand
            || (!IsExampleWord(match)
                && (!pattern.Name.Contains("Basic", StringComparison.Ordinal) || IsUserAndPassword(match))
                && (!pattern.Name.Contains("Authorization", StringComparison.Ordinal) || match.Any(char.IsAsciiDigit)));
    }

    /// <summary>Whether a value ends like a file name.</summary>
    public static bool EndsLikeFile(string value) => ValueEnd().IsMatch(value);

    /// <summary>Whether a text in Base64 is a user name, a colon and a password that isn't an example.</summary>
    public static bool IsUserAndPassword(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.PadRight((encoded.Length + 3) / 4 * 4, '='), bytes, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon + 4 <= text.Length && !text.Any(letter => char.IsControl(letter) || letter == '\uFFFD') && !ExamplePair().IsMatch(text);
    }

    /// <summary>Whether a value is the word for what should stand there: <c>password</c>, <c>my_token</c>, <c>API_TOKEN</c>.</summary>
    public static bool IsExampleWord(string value) => ExampleWord().IsMatch(value);

    /// <summary>Whether letters of a key follow its first line, in one text or in pieces of code.</summary>
    private static bool HasKey(ReadOnlySpan<char> after)
    {
        var end = after.IndexOf("-----END", StringComparison.Ordinal);
        var body = Header().Replace((end < 0 ? after : after[..end]).ToString().Replace("\\n", "\n", StringComparison.Ordinal), "");
        var letters = new StringBuilder();
        foreach (var letter in body)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '=')
            {
                letters.Append(letter);
            }
            else if (!char.IsWhiteSpace(letter) && letter is not ('"' or '\'' or '\\' or ',' or '|' or '>' or '-' or '#' or '*' or ';'))
            {
                break;
            }
        }

        var key = letters.ToString();
        return key.Length >= ShortestKey && SecretScan.Entropy(key) >= 3.8 && !Sentence().IsMatch(body) && !Placeholder().IsMatch(key);
    }

    [GeneratedRegex(@"\A\.(?:js|mjs|css|map|png|jpe?g|gif|svg|webp|ico|html?|json|md|txt|woff2?|ttf|zip|t?gz|dll|so|wasm|yaml|yml|xml|pdf|lock)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 250)]
    private static partial Regex FileEnd();

    [GeneratedRegex(@"\.(?:js|mjs|css|map|png|jpe?g|gif|svg|webp|ico|html?|json|md|txt|woff2?|ttf|zip|t?gz|dll|so|wasm|yaml|yml|xml|pdf|lock)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 250)]
    private static partial Regex ValueEnd();

    [GeneratedRegex(@"(?:^|\n)[ \t]*(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash):[^\n]*", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Header();

    /// <summary>Three words of prose in a row aren't part of a key.</summary>
    [GeneratedRegex(@"\b[a-z]{2,12} [a-z]{2,12} [a-z]{2,12}\b", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?i)your|example|placeholder|xxxxxx|redacted|base64|goeshere|keyhere|\A(?<same>.)\k<same>{8}", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Placeholder();

    [GeneratedRegex(
        @"\A(?i:(?:my|the|some|db|api|access|auth)[_-]?)*(?i:pass(?:word|wd|phrase)?|secret|token|key|pwd)[0-9]{0,2}\z|\A[A-Z_]+\z",
        RegexOptions.CultureInvariant,
        250)]
    private static partial Regex ExampleWord();

    [GeneratedRegex(
        @"(?i)\A(?:user(?:name)?|login|name|foo|Aladdin|admin|client_?id|key|email|test):"
        + @"(?:pass(?:word)?|open sesame|bar|secret|client_?secret|token|test|x+)\z|your|example|<|\$\{|\{\{",
        RegexOptions.CultureInvariant,
        250)]
    private static partial Regex ExamplePair();
}
