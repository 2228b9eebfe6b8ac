using System.Buffers;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>One secret in a text, without the secret.</summary>
/// <param name="RuleId">The rule that it breaks.</param>
/// <param name="What">For people: <c>A GitHub token</c>.</param>
/// <param name="Line">One-based; null in a binary file.</param>
/// <param name="Masked">The masked secret, with at most its first four characters.</param>
/// <param name="Print">A keyed fingerprint: the same for the same secret in this portal, without revealing it.</param>
public sealed record SecretHit(string RuleId, string What, int? Line, string Masked, string Print);

/// <summary>Searches a text for secrets.</summary>
public static class SecretScan
{
    /// <summary>For a file full of tokens, the first ones are enough.</summary>
    private const int MostHits = 20;

    private const int Shown = 4;

    /// <summary>How much of an endless line is searched before and after a word.</summary>
    private const int Before = 300;

    private const int After = 4500;

    /// <summary>Longer values are certificates, pictures or programs encoded as text.</summary>
    private const int Longest = 4000;

    /// <summary>Words in examples. Text with one of them looks like a token but isn't one.</summary>
    private static readonly string[] Examples =
    [
        "example", "xxxx", "your", "placeholder", "changeme", "redacted", "****", "....", "<", ">", "${", "{{", "#{", "%(", "-here",
        "_here", "not-a-real", "notreal",
    ];

    /// <summary>More words that show that a guess is wrong.</summary>
    private static readonly string[] Placeholders =
    [
        .. Examples, "change_me", "change-me", "dummy", "replace", "insert", "fake", "sample", "1234567890", "abcdefgh", "env.", "getenv",
        "process.", "secrets.", "config.", "todo",
    ];

    /// <param name="print">Returns a secret's fingerprint (<see cref="Secrets.SecretFingerprint"/>).</param>
    /// <param name="isBinary">Only exact forms are searched, and findings have no line.</param>
    public static IReadOnlyList<SecretHit> Search(string text, Func<string, string> print, bool isBinary = false)
    {
        var hits = new List<SecretHit>();
        // First, because what they know for certain, a guess would only suspect on the same line.
        foreach (var (what, line, value) in isBinary ? [] : SecretDocuments.Find(text).Take(MostHits))
        {
            hits.Add(new SecretHit(ScanRules.PasswordInCommand.Id, what, line, Mask(value), print(value)));
        }

        foreach (var pattern in SecretPatterns.All.Where(pattern => !isBinary || pattern.IsExact))
        {
            foreach (var (start, length) in Windows(text, pattern.Keywords))
            {
                if (hits.Count >= MostHits)
                {
                    return hits;
                }

                Collect(new Window(text, start, length, isBinary), pattern, print, hits);
            }
        }

        return hits;
    }

    /// <summary>Whether a value has a word of examples in it.</summary>
    internal static bool IsPlaceholder(string value) =>
        Placeholders.Any(word => value.Contains(word, StringComparison.OrdinalIgnoreCase)) || SecretContext.IsExampleWord(value);

    private static void Collect(Window window, SecretPattern pattern, Func<string, string> print, List<SecretHit> hits)
    {
        var part = window.Text.Substring(window.Start, window.Length);
        for (var match = pattern.Regex.Match(part); match.Success && hits.Count < MostHits; match = match.NextMatch())
        {
            var secret = match.Groups[pattern.Group];
            if (!IsReal(pattern, secret.Value) || !SecretContext.Agrees(pattern, window.Text, window.Start + secret.Index, secret.Value))
            {
                continue;
            }

            var line = LineOf(window.Text, window.Start + secret.Index);
            var printed = print(secret.Value);
            if (window.IsBinary || !hits.Exists(hit => hit.Line == line && (IsGuess(pattern) || hit.Print == printed)))
            {
                hits.Add(new SecretHit(pattern.Rule.Id, pattern.Name, window.IsBinary ? null : line, Mask(pattern, secret.Value), printed));
            }
        }
    }

    /// <summary>
    /// The parts of a text around one of the words: its line, cut where lines are endless. Searching only parts takes a tenth
    /// of the time, and .NET 10's search without backtracking misses matches of patterns that start with \b in long texts
    /// (seen at 360,000 characters, not at 9,000).
    /// </summary>
    private static IEnumerable<(int Start, int Length)> Windows(string text, SearchValues<string> keywords)
    {
        for (var from = 0; from < text.Length;)
        {
            var next = text.AsSpan(from).IndexOfAny(keywords);
            if (next < 0)
            {
                yield break;
            }

            var at = from + next;
            var lineStart = text.LastIndexOf('\n', at) + 1;
            var lineEnd = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            var (start, stop) = (Math.Max(lineStart, Math.Max(at - Before, from - Before)), Math.Min(lineEnd, at + After));
            yield return (Math.Max(0, start), stop - Math.Max(0, start));
            from = stop + 1;
        }
    }

    /// <summary>Bits per character: random text has 3.5 and more, words and patterns less.</summary>
    public static double Entropy(string text)
    {
        var counts = new Dictionary<char, int>();
        foreach (var character in text)
        {
            counts[character] = counts.GetValueOrDefault(character) + 1;
        }

        return -counts.Values.Sum(count => (double)count / text.Length * Math.Log2((double)count / text.Length));
    }

    private static bool IsReal(SecretPattern pattern, string secret)
    {
        if (pattern.MinEntropy == 0)
        {
            return true;
        }

        if (secret.Length > Longest
            || Entropy(secret) < pattern.MinEntropy
            || (pattern.IsExact ? Examples : Placeholders).Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        // Words joined by dots and dashes look random too, but a secret has digits among its letters.
        return !IsGuess(pattern) || (secret.Any(char.IsAsciiDigit) && secret.Any(char.IsAsciiLetter) && !IsName(secret));
    }

    /// <summary>Forms that only the text around them makes a secret, so a line with an exact one doesn't need them.</summary>
    private static bool IsGuess(SecretPattern pattern) => pattern.Rule == ScanRules.LikelySecret;

    /// <summary>A path, an address or a dotted name isn't a secret.</summary>
    private static bool IsName(string text) =>
        SecretContext.EndsLikeFile(text) || text.Contains("://", StringComparison.Ordinal) || text.Contains(' ', StringComparison.Ordinal)
        || text.Split('.', '/', '-', '_', ':').All(part => part.All(char.IsAsciiLetterLower) || part.All(char.IsAsciiDigit));

    private static string Mask(SecretPattern pattern, string secret) => pattern.MinEntropy == 0 ? "" : Mask(secret);

    private static string Mask(string secret) => secret.Length >= 3 * Shown ? secret[..Shown] + "••••" : "••••";

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private readonly record struct Window(string Text, int Start, int Length, bool IsBinary);
}
