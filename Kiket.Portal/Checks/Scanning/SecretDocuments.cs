using System.Text;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>Values that are secrets because of the file around them: a Kubernetes Secret, a database configuration.</summary>
internal static partial class SecretDocuments
{
    public const string Kubernetes = "A value of a Kubernetes Secret";
    public const string Database = "A password in a database configuration";

    /// <summary>Each with its one-based line.</summary>
    public static IEnumerable<(string What, int Line, string Value)> Find(string text)
    {
        var isSecret = text.Contains("Secret", StringComparison.Ordinal) && SecretKind().IsMatch(text);
        var isDatabase = text.Contains("adapter", StringComparison.Ordinal) && Adapter().IsMatch(text);
        if (!isSecret && !isDatabase)
        {
            yield break;
        }

        var lines = text.Split('\n');
        foreach (var (first, last) in Documents(lines))
        {
            var isInSecret = isSecret && Enumerable.Range(first, last - first).Any(line => SecretKind().IsMatch(lines[line]));
            foreach (var (line, value) in isInSecret ? Data(lines, first, last) : isDatabase ? Passwords(lines, first, last) : [])
            {
                yield return (isInSecret ? Kubernetes : Database, line + 1, value);
            }
        }
    }

    private static IEnumerable<(int First, int Last)> Documents(string[] lines)
    {
        var first = 0;
        for (var line = 0; line <= lines.Length; line++)
        {
            if (line == lines.Length || lines[line].StartsWith("---", StringComparison.Ordinal))
            {
                yield return (first, line);
                first = line + 1;
            }
        }
    }

    /// <summary>The entries below <c>data</c>, which are in Base64, and <c>stringData</c>.</summary>
    private static IEnumerable<(int Line, string Value)> Data(string[] lines, int first, int last)
    {
        int? indent = null;
        var isEncoded = false;
        for (var line = first; line < last; line++)
        {
            var text = lines[line].TrimEnd();
            var own = text.Length - text.TrimStart().Length;
            if (text.Length == own)
            {
                continue;
            }

            if (DataKey().Match(text) is { Success: true } start)
            {
                (indent, isEncoded) = (own, start.Groups["name"].Value == "data");
                continue;
            }

            if (indent is null || own <= indent)
            {
                indent = null;
                continue;
            }

            if (Entry().Match(text) is { Success: true } entry && !entry.Groups["key"].Value.EndsWith(".crt", StringComparison.Ordinal)
                && IsSecret(entry.Groups["value"].Value, isEncoded))
            {
                yield return (line, entry.Groups["value"].Value);
            }
        }
    }

    private static bool IsSecret(string value, bool isEncoded)
    {
        if (!isEncoded)
        {
            return value.Length >= 4 && !SecretScan.IsPlaceholder(value);
        }

        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var length)
            && length >= 4
            && !SecretScan.IsPlaceholder(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
    }

    private static IEnumerable<(int Line, string Value)> Passwords(string[] lines, int first, int last)
    {
        for (var line = first; line < last; line++)
        {
            if (Password().Match(lines[line].TrimEnd()) is { Success: true } found && !SecretScan.IsPlaceholder(found.Groups["value"].Value))
            {
                yield return (line, found.Groups["value"].Value);
            }
        }
    }

    [GeneratedRegex(@"^\s*[""']?kind[""']?\s*:\s*[""']?Secret[""']?\s*,?\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex SecretKind();

    [GeneratedRegex(@"^\s*[""']?adapter[""']?\s*:\s*\S", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Adapter();

    [GeneratedRegex(@"^\s*[""']?(?<name>data|stringData)[""']?\s*:\s*\{?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 250)]
    private static partial Regex DataKey();

    [GeneratedRegex(@"^\s*[""']?(?<key>[A-Za-z0-9_.\-]+)[""']?\s*:\s*[""']?(?<value>[^\s""'|>{$<&*#][^\s""']{3,})[""']?,?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 250)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s*[""']?password[""']?\s*:\s*[""']?(?<value>[^\s""'<{$%&*!|>#][^\s""'<]{3,})[""']?\s*(#.*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 250)]
    private static partial Regex Password();
}
