using System.Globalization;
using System.Text;
using Semver;

namespace Kiket.Portal.Documentation;

/// <summary>The kinds of change in Keep a Changelog.</summary>
public enum ChangelogKind
{
    Added,
    Changed,
    Deprecated,
    Removed,
    Fixed,
    Security,
}

/// <summary>One version of a changelog.</summary>
/// <param name="Version">As written, without a leading <c>v</c>; "Unreleased" for changes that aren't released yet.</param>
/// <param name="Markdown">The entry's body without its heading, with the link targets that it uses.</param>
public sealed record ChangelogEntry(
    string Version,
    DateOnly? Date,
    IReadOnlyList<ChangelogKind> Kinds,
    bool IsYanked,
    bool IsUnreleased,
    string Markdown)
{
    /// <summary>The version to compare by, or null when it isn't a version.</summary>
    public SemVersion? SemVersion => Changelog.ParseVersion(Version);
}

/// <summary>Splits a changelog into versions: with Keep a Changelog headings or plain ones. Linear in the text.</summary>
public static class Changelog
{
    private const int MaxVersionLength = 256;
    private const int MaxReferences = 2000;

    private static readonly Dictionary<string, ChangelogKind> KindLabel = new(StringComparer.OrdinalIgnoreCase)
    {
        ["added"] = ChangelogKind.Added,
        ["new"] = ChangelogKind.Added,
        ["new features"] = ChangelogKind.Added,
        ["features"] = ChangelogKind.Added,
        ["changed"] = ChangelogKind.Changed,
        ["changes"] = ChangelogKind.Changed,
        ["improved"] = ChangelogKind.Changed,
        ["improvements"] = ChangelogKind.Changed,
        ["deprecated"] = ChangelogKind.Deprecated,
        ["removed"] = ChangelogKind.Removed,
        ["fixed"] = ChangelogKind.Fixed,
        ["fixes"] = ChangelogKind.Fixed,
        ["bug fixes"] = ChangelogKind.Fixed,
        ["security"] = ChangelogKind.Security,
    };

    public static IReadOnlyList<ChangelogEntry> Parse(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var reader = new Reader(References(lines));
        var fence = default(Fence);
        for (var index = 0; index < lines.Length; index++)
        {
            var wasOpen = fence.IsOpen;
            fence = fence.After(lines[index]);
            if (wasOpen || fence.IsOpen || ChangelogHeading.At(lines, index) is not { } heading)
            {
                reader.Line(lines[index]);
                continue;
            }

            if (reader.Heading(heading, lines[index]))
            {
                index += heading.Lines - 1;
            }
        }

        return reader.Finish();
    }

    /// <summary>
    /// The entries between two versions: above <paramref name="from"/>, up to and including <paramref name="to"/>, highest
    /// first. Build metadata is ignored. Entries that aren't versions are left out.
    /// </summary>
    public static IReadOnlyList<ChangelogEntry> Between(IEnumerable<ChangelogEntry> entries, SemVersion? from, SemVersion to) =>
        [.. entries
            .Select(entry => (Entry: entry, Version: entry.SemVersion))
            .Where(item => item.Version is not null
                && (from is null || item.Version.ComparePrecedenceTo(from) > 0)
                && item.Version.ComparePrecedenceTo(to) <= 0)
            .OrderByDescending(item => item.Version!, SemVersion.PrecedenceComparer)
            .Select(item => item.Entry)];

    internal static SemVersion? ParseVersion(string text) =>
        text.Length <= MaxVersionLength
        && SemVersion.TryParse(text, SemVersionStyles.AllowV | SemVersionStyles.OptionalPatch, out var version, MaxVersionLength)
            ? version
            : null;

    /// <summary>Link targets are at the end of the file and apply to every version.</summary>
    private static Dictionary<string, string> References(string[] lines)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Where(IsReference).Take(MaxReferences))
        {
            found.TryAdd(line[..(line.IndexOf("]: ", StringComparison.Ordinal) + 1)], line);
        }

        return found;
    }

    private static bool IsReference(string line) =>
        line.Length > 4 && line[0] == '[' && line[1] != '^' && line.IndexOf("]: ", StringComparison.Ordinal) > 1;

    private sealed class Reader(Dictionary<string, string> references)
    {
        private readonly List<ChangelogEntry> _entries = [];
        private readonly List<string> _body = [];
        private readonly SortedSet<ChangelogKind> _kinds = [];
        private ChangelogHeading? _open;

        public void Line(string line)
        {
            if (_open is not null && !IsReference(line))
            {
                _body.Add(line);
            }
        }

        /// <summary>True when the heading names a version.</summary>
        public bool Heading(ChangelogHeading heading, string line)
        {
            if (_open is null || heading.Depth <= _open.Depth)
            {
                Close();
                _open = heading.Version is null ? null : heading;
                return heading.Version is not null;
            }

            if (KindLabel.TryGetValue(heading.Word, out var kind))
            {
                _kinds.Add(kind);
            }

            Line(line);
            return false;
        }

        public IReadOnlyList<ChangelogEntry> Finish()
        {
            Close();
            return _entries;
        }

        private void Close()
        {
            if (_open is { Version: { } version })
            {
                _entries.Add(new ChangelogEntry(version, _open.Date, [.. _kinds], _open.IsYanked, _open.IsUnreleased, Body()));
            }

            _body.Clear();
            _kinds.Clear();
        }

        private string Body()
        {
            var text = string.Join('\n', _body).Trim('\n');
            var body = new StringBuilder(text);
            var separator = "\n\n";
            foreach (var label in BracketedWords(text))
            {
                if (references.TryGetValue(label, out var line))
                {
                    body.Append(separator).Append(line);
                    separator = "\n";
                }
            }

            return body.ToString();
        }

        private static HashSet<string> BracketedWords(string text)
        {
            var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var start = -1;
            for (var index = 0; index < text.Length; index++)
            {
                if (text[index] == '[')
                {
                    start = index;
                }
                else if (text[index] == ']' && start >= 0)
                {
                    words.Add(text[start..(index + 1)]);
                    start = -1;
                }
            }

            return words;
        }
    }

    /// <summary>Whether a fenced code block is open: headings inside are code.</summary>
    private readonly record struct Fence(char Mark, int Length)
    {
        public bool IsOpen => Length > 0;

        public Fence After(string line)
        {
            var text = line.TrimStart();
            var mark = text.Length > 0 ? text[0] : ' ';
            if (mark is not ('`' or '~'))
            {
                return this;
            }

            var length = text.Length - text.TrimStart(mark).Length;
            if (!IsOpen)
            {
                return length >= 3 ? new Fence(mark, length) : this;
            }

            return mark == Mark && length >= Length && text.AsSpan(length).Trim().IsEmpty ? default : this;
        }
    }
}

/// <summary>A Markdown heading, and the version that it names.</summary>
/// <param name="Word">The heading's text without decoration such as an emoji or a colon.</param>
/// <param name="Version">Null when the heading doesn't name a version.</param>
/// <param name="Lines">1, or 2 for an underlined heading.</param>
internal sealed record ChangelogHeading(
    int Depth, string Word, string? Version, DateOnly? Date, bool IsYanked, bool IsUnreleased, int Lines)
{
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "MMMM d, yyyy", "MMM d, yyyy", "d MMMM yyyy"];

    public static ChangelogHeading? At(string[] lines, int index)
    {
        var line = lines[index].TrimEnd();
        var depth = line.Length - line.TrimStart('#').Length;
        if (depth is > 0 and <= 6 && (depth == line.Length || line[depth] is ' ' or '\t'))
        {
            return Read(depth, line[depth..].Trim().TrimEnd('#').Trim(), 1);
        }

        // An underlined line is only a heading when it names a version, because any text may come before a rule.
        if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && index + 1 < lines.Length
            && lines[index + 1].Trim() is { Length: >= 3 } below && below.All(mark => mark == below[0]) && below[0] is '=' or '-'
            && Read(below[0] == '=' ? 1 : 2, line, 2) is { Version: not null } underlined)
        {
            return underlined;
        }

        return null;
    }

    /// <summary>Reads <c>[1.2.0] - 2026-01-31</c>, <c>v1.2.0 (2026-01-31)</c>, <c>[1.2.0](link) [YANKED]</c>, <c>Unreleased</c>.</summary>
    private static ChangelogHeading Read(int depth, string text, int lines)
    {
        var (name, rest) = Split(WithoutWord(text.Trim()));
        var word = Bare(text);
        if (name.Equals("Unreleased", StringComparison.OrdinalIgnoreCase))
        {
            return new ChangelogHeading(depth, word, "Unreleased", null, false, true, lines);
        }

        name = name.Trim('*', '`', '_');
        if (Changelog.ParseVersion(name) is null)
        {
            return new ChangelogHeading(depth, word, null, null, false, false, lines);
        }

        var yanked = rest.Contains("[YANKED]", StringComparison.OrdinalIgnoreCase);
        var date = ReadDate(rest.Replace("[YANKED]", "", StringComparison.OrdinalIgnoreCase));
        return new ChangelogHeading(depth, word, name.TrimStart('v', 'V'), date, yanked, false, lines);
    }

    private static (string Name, string After) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var close and > 0)
        {
            var rest = text[(close + 1)..];
            if (rest.StartsWith('(') && rest.IndexOf(')', StringComparison.Ordinal) is var end and > 0 && ReadDate(rest[1..end]) is null)
            {
                rest = rest[(end + 1)..];
            }

            return (text[1..close].Trim(), rest);
        }

        var space = text.AsSpan().IndexOfAny(' ', '\t', ':');
        return space < 0 ? (text, "") : (text[..space], text[space..]);
    }

    private static string WithoutWord(string text)
    {
        foreach (var word in (ReadOnlySpan<string>)["Version ", "Release "])
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return text[word.Length..].TrimStart();
            }
        }

        return text;
    }

    private static DateOnly? ReadDate(string text)
    {
        var trimmed = text.Trim(' ', '\t', '-', '–', '—', '(', ')', ':', '*', '_');
        return DateOnly.TryParseExact(trimmed, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }

    private static string Bare(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && !char.IsLetter(text[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetter(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }
}
