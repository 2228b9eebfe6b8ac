using System.Globalization;

namespace Kiket.Portal.Tiers;

/// <summary>
/// Names under which anyone can register, so allowing one, or everything below it, allows everyone. These are the rules of
/// the Public Suffix List (https://publicsuffix.org/list/), from its registry and private sections, read from the copy in
/// this folder; <c>.ci/renew-public-suffixes</c> renews it. Hosts are in lower-case ASCII.
/// </summary>
public static class PublicSuffixes
{
    private const string Resource = "Kiket.Portal.Tiers.public_suffix_list.dat";

    /// <summary>Services where anyone can get a name that aren't on the list.</summary>
    private static readonly string[] Unlisted =
    [
        "herokussl.com", "railway.app", "up.railway.app", "surge.sh", "loca.lt", "serveo.net", "b-cdn.net", "backblazeb2.com", "wasabisys.com",
        "azurecontainerapps.io", "cloudapp.azure.com", "file.core.windows.net", "weebly.com", "hubspotpagebuilder.com", "neocities.org", "rtfd.io",
        "stackblitz.io", "codesandbox.io", "neon.tech", "sharepoint.com", "service-now.com", "my.salesforce.com", "force.com",
        "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me",
    ];

    /// <summary>On the list only to separate cookies, although one company runs every host. The publishing guide uses it as an example.</summary>
    private static readonly string[] OfOneCompany = ["googleapis.com"];

    private static readonly Lazy<Rules> List = new(Read);

    /// <summary>True for a name under which anyone can register.</summary>
    public static bool Contains(string host) => Registrable(host) is null;

    /// <summary>True when there are such names below this one, because a wildcard over it allows them too.</summary>
    public static bool LieBelow(string host) => List.Value.Above.Contains(host);

    /// <summary>The registered part of a host; null when the host is itself a public suffix.</summary>
    public static string? Registrable(string host)
    {
        var labels = host.Split('.');
        if (labels.Any(label => label.Length == 0))
        {
            return null;
        }

        var own = labels.Length - SuffixLength(labels) - 1;
        return own < 0 ? null : string.Join('.', labels[own..]);
    }

    /// <summary>The number of labels of the suffix: an exception wins, then the longest rule, otherwise the last label.</summary>
    private static int SuffixLength(string[] labels)
    {
        var rules = List.Value;
        for (var start = 0; start < labels.Length; start++)
        {
            var name = string.Join('.', labels[start..]);
            if (rules.Exceptions.Contains(name))
            {
                return labels.Length - start - 1;
            }

            if (rules.Names.Contains(name) || (start + 1 < labels.Length && rules.Wildcards.Contains(string.Join('.', labels[(start + 1)..]))))
            {
                return labels.Length - start;
            }
        }

        return 1;
    }

    private static Rules Read()
    {
        using var stream = typeof(PublicSuffixes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var reader = new StreamReader(stream);
        var rules = new Rules();
        while (reader.ReadLine() is { } line)
        {
            // A rule ends at the first space; comments and empty lines are skipped.
            var rule = line.Split(' ', '\t')[0];
            if (rule.Length > 0 && !rule.StartsWith("//", StringComparison.Ordinal))
            {
                rules.Add(rule);
            }
        }

        foreach (var name in Unlisted)
        {
            rules.Add(name);
        }

        rules.Names.ExceptWith(OfOneCompany);
        return rules;
    }

    private sealed class Rules
    {
        private readonly IdnMapping _international = new();

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        /// <summary>For <c>*.ck</c>, the part after the star.</summary>
        public HashSet<string> Wildcards { get; } = new(StringComparer.Ordinal);

        /// <summary>For <c>!www.ck</c>, the part after the exclamation mark.</summary>
        public HashSet<string> Exceptions { get; } = new(StringComparer.Ordinal);

        /// <summary>Every name that has a suffix below it.</summary>
        public HashSet<string> Above { get; } = new(StringComparer.Ordinal);

        public void Add(string rule)
        {
            if (rule.StartsWith('!'))
            {
                Exceptions.Add(Ascii(rule[1..]));
                return;
            }

            var isWildcard = rule.StartsWith("*.", StringComparison.Ordinal);
            var name = Ascii(isWildcard ? rule[2..] : rule);
            (isWildcard ? Wildcards : Names).Add(name);
            for (var above = isWildcard ? name : Parent(name); above is not null; above = Parent(above))
            {
                Above.Add(above);
            }
        }

        private static string? Parent(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? name[(dot + 1)..] : null;

        private string Ascii(string name) => (name.All(char.IsAscii) ? name : _international.GetAscii(name)).ToLowerInvariant();
    }
}
