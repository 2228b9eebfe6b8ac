using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ScalarEvent = YamlDotNet.Core.Events.Scalar;

namespace Kiket.Portal.Manifests;

/// <summary>
/// Reads untrusted YAML in limited time and memory. The library's document model recurses without a limit (64 KB of
/// brackets end the process), so the flat event stream is counted first, and only a stream within the limits becomes
/// a small tree with positions.
/// </summary>
internal static class YamlTree
{
    /// <summary>The deepest real manifest has 9 levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>The largest real manifest has about 1,500.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>The root value of the first document; null, with a finding, when there is none.</summary>
    public static YamlNode? Read(YamlSource source, ManifestNotes notes)
    {
        var events = Scan(source, notes);
        if (events is null)
            return null;
        if (events.Count == 0)
        {
            notes.Add(FileRules.Empty, "The file is empty.", null);
            return null;
        }

        var position = 0;
        return Build(events, ref position, notes);
    }

    private static List<ParsingEvent>? Scan(YamlSource source, ManifestNotes notes)
    {
        var parser = new Parser(new StringReader(source.Text));
        try
        {
            return Scan(parser, notes);
        }
        catch (YamlException exception)
        {
            YamlMistake.Report(exception, source, notes);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The parser sometimes throws other exceptions than its own (4 of 402 cases of the YAML test suite).
            var (line, column) = source.Position(parser.Current is { } last ? At(last.End) : 0);
            notes.AddAt(FileRules.Syntax, $"The YAML ends unexpectedly after line {line}.", line, column);
            return null;
        }
    }

    private static List<ParsingEvent>? Scan(Parser parser, ManifestNotes notes)
    {
        var saved = new List<ParsingEvent>();
        int depth = 0, count = 0, documents = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            if (++count > MaxEvents)
            {
                Add(notes, FileRules.TooMuch, $"The file has more than {MaxEvents} YAML items.", current);
                return null;
            }

            if (current is DocumentStart && ++documents > 1)
            {
                Add(notes, FileRules.SecondDocument, $"A second document starts on line {Line(notes, current)}.", current);
                return saved;
            }

            depth += current.NestingIncrease;
            if (current is MappingStart or SequenceStart && depth - 2 > MaxDepth)
            {
                Add(notes, FileRules.TooDeep, $"Line {Line(notes, current)} is nested more than {MaxDepth} levels deep.", current);
                return null;
            }

            if (current is AnchorAlias alias)
                Add(notes, FileRules.Anchor, $"The alias *{alias.Value} isn't supported.", alias);
            else if (current is NodeEvent node)
                CheckNode(node, notes);
            if (current is NodeEvent or AnchorAlias or MappingEnd or SequenceEnd)
                saved.Add(current);
        }

        return saved;
    }

    private static void CheckNode(NodeEvent node, ManifestNotes notes)
    {
        if (!node.Anchor.IsEmpty)
            Add(notes, FileRules.Anchor, $"The anchor &{node.Anchor.Value} isn't supported.", node);
        if (!node.Tag.IsEmpty)
            Add(notes, FileRules.Tag, $"The tag {ManifestNotes.Quote(node.Tag.Value)} isn't supported.", node);
        if (node is ScalarEvent { Style: ScalarStyle.Plain, Value: "<<", IsKey: true })
            Add(notes, FileRules.Anchor, "The merge key << isn't supported.", node);
    }

    private static YamlNode Build(List<ParsingEvent> events, ref int position, ManifestNotes notes)
    {
        var current = events[position++];
        switch (current)
        {
            case ScalarEvent scalar:
                return new YamlScalar(scalar.Value, scalar.Style != ScalarStyle.Plain, At(scalar.Start), At(scalar.End));
            case SequenceStart:
                var items = new List<YamlNode>();
                while (position < events.Count && events[position] is not SequenceEnd)
                    items.Add(Build(events, ref position, notes));
                return new YamlList(items, At(current.Start), Close(events, ref position, current, items.LastOrDefault()));
            case MappingStart:
                var entries = Entries(events, ref position, notes);
                // The parser gives the map of a pair in a list, as in [issues: read], no place of its own.
                var start = current.Start.Index > 0 || entries.Values.Count == 0 ? At(current.Start) : entries.Values[0].Key.Start;
                return new YamlMap(entries.Values, start, Close(events, ref position, current, entries.Last));
            default:
                return new YamlScalar(string.Empty, quoted: false, At(current.Start), At(current.End));
        }
    }

    private static (IReadOnlyList<YamlEntry> Values, YamlNode? Last) Entries(List<ParsingEvent> events, ref int position, ManifestNotes notes)
    {
        var entries = new List<YamlEntry>();
        var byKey = new Dictionary<string, int>(StringComparer.Ordinal);
        YamlNode? last = null;
        while (position < events.Count && events[position] is not MappingEnd)
        {
            var key = Build(events, ref position, notes);
            last = Build(events, ref position, notes);
            if (key is not YamlScalar name)
            {
                notes.Add(FileRules.WrongKind, $"A key must be text, not {key.Noun}.", key);
                continue;
            }

            if (byKey.TryGetValue(name.Value, out var first))
            {
                notes.Add(
                    FileRules.DuplicateKey,
                    $"{ManifestNotes.Quote(name.Value)} appears twice, first on line {notes.LineOf(entries[first].Key)}. Only the last one is used.",
                    name,
                    $"Remove all but one {ManifestNotes.Quote(name.Value)} and move their content there.");
                entries[first] = new YamlEntry(name, last);
            }
            else
            {
                byKey.Add(name.Value, entries.Count);
                entries.Add(new YamlEntry(name, last));
            }
        }

        return (entries, last);
    }

    /// <summary>
    /// Reads the end event. A block collection's own end comes after blank lines and comments, so its last child marks where it
    /// ends. The end mark of a flow collection comes before its bracket.
    /// </summary>
    private static int Close(List<ParsingEvent> events, ref int position, ParsingEvent start, YamlNode? last)
    {
        var end = position < events.Count ? events[position++] : events[^1];
        var flow = start is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow };
        return flow || last is null ? At(end.End) + 1 : last.End;
    }

    private static int At(Mark mark) => (int)Math.Clamp(mark.Index, 0, int.MaxValue);

    private static int Line(ManifestNotes notes, ParsingEvent at) => notes.Source!.Position(At(at.Start)).Line;

    private static void Add(ManifestNotes notes, Findings.FindingRule rule, string message, ParsingEvent at) =>
        notes.Add(rule, message, new YamlScalar(string.Empty, quoted: true, At(at.Start), At(at.End)));
}
