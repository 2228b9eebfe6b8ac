using System.Text.RegularExpressions;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>A host in an address of a text.</summary>
public sealed record HostHit(string Host, int Line);

/// <summary>Finds the hosts of web addresses in code and configuration, without comments.</summary>
public static partial class HostScan
{
    /// <summary>For a long list of addresses, the first ones are enough.</summary>
    private const int MostHosts = 100;

    private static readonly string[] CommentStarts = ["//", "#", "*", "/*", "<!--", "--", ";", "%", "\"\"\"", "'''"];

    /// <summary>Vocabulary names, which no one calls, and names reserved for examples (RFC 2606, RFC 6761).</summary>
    private static readonly string[] NeverCalled =
    [
        "w3.org", "json-schema.org", "schema.org", "schemas.microsoft.com", "schemas.xmlsoap.org", "schemas.openxmlformats.org", "xmlns.com",
        "purl.org", "ns.adobe.com", "maven.apache.org", "java.sun.com", "xmlns.jcp.org", "opensource.org", "spdx.org", "semver.org",
        "keepachangelog.com",
        "example.com", "example.org", "example.net", "localhost",
    ];

    private static readonly string[] Nowhere = [".example", ".test", ".invalid", ".localhost", ".local", ".internal"];

    public static IReadOnlyList<HostHit> Search(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return [];
        }

        var hits = new Dictionary<string, HostHit>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (hits.Count >= MostHosts)
            {
                break;
            }

            if (line.Contains("://", StringComparison.Ordinal) && !IsComment(line))
            {
                Collect(line.ToString(), number, hits);
            }
        }

        return [.. hits.Values];
    }

    private static void Collect(string line, int number, Dictionary<string, HostHit> hits)
    {
        var comment = CommentIn(line);
        for (var match = Address().Match(line); match.Success; match = match.NextMatch())
        {
            var host = match.Groups["host"].Value.TrimEnd('.').ToLowerInvariant();
            if (match.Index < comment && hits.Count < MostHosts && IsCalled(host))
            {
                hits.TryAdd(host, new HostHit(host, number));
            }
        }
    }

    private static bool IsCalled(string host) =>
        host.Contains('.', StringComparison.Ordinal)
        && host.Length <= 253
        && char.IsAsciiLetter(host[^1])
        && !NeverCalled.Any(name => host == name || host.EndsWith("." + name, StringComparison.Ordinal))
        && !Nowhere.Any(end => host.EndsWith(end, StringComparison.Ordinal));

    private static bool IsComment(ReadOnlySpan<char> line)
    {
        var start = line.TrimStart();
        foreach (var mark in CommentStarts)
        {
            if (start.StartsWith(mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where a comment after code starts: <c> // </c> or <c> # </c>, both with spaces, so that no address is cut.
    /// </summary>
    private static int CommentIn(string line)
    {
        var slashes = line.IndexOf(" // ", StringComparison.Ordinal);
        var hash = line.IndexOf(" # ", StringComparison.Ordinal);
        return Math.Min(slashes < 0 ? int.MaxValue : slashes, hash < 0 ? int.MaxValue : hash);
    }

    [GeneratedRegex(
        @"\b(?:https?|wss?)://(?:[^\s/@""'`<>]{1,200}@)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9\-_]|\.){1,252})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000)]
    private static partial Regex Address();
}
