using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kiket.Portal.Documentation;

/// <summary>The example exceeds the limits for checks. It is shown anyway.</summary>
public sealed class ExampleTooComplexException(string message, int line) : Exception(message)
{
    public int Line { get; } = line;
}

/// <summary>A value in an example, with its position.</summary>
internal sealed class ExampleNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    public string? Scalar { get; init; }

    public List<(string Key, ExampleNode Value)> Entries { get; } = [];

    public List<ExampleNode> Items { get; } = [];

    public ExampleNode? Get(string key) => Entries.FirstOrDefault(entry => entry.Key == key).Value;

    public string? Text(string key) => Get(key)?.Scalar is { Length: > 0 } text ? text : null;
}

/// <summary>
/// Reads YAML from its events, with limits on depth and number. YamlDotNet's document model isn't used, because 64 KB of
/// <c>[</c> overflow its stack, which ends the process. Aliases aren't followed, so they can't multiply.
/// </summary>
internal static class ExampleYaml
{
    private const int MaxDepth = 32;
    private const int MaxEvents = 10_000;

    /// <summary>The first document's root, or null when the file is empty. The whole file must be valid.</summary>
    public static ExampleNode? Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        var open = new Stack<ExampleNode>();
        var keys = new Stack<string?>();
        ExampleNode? root = null;
        var events = 0;
        while (MoveNext(parser))
        {
            var current = parser.Current!;
            if (++events > MaxEvents)
            {
                throw new ExampleTooComplexException($"The example has more than {MaxEvents:N0} parts.", (int)current.Start.Line);
            }

            var node = current switch
            {
                YamlDotNet.Core.Events.Scalar scalar => new ExampleNode((int)scalar.Start.Line, (int)scalar.Start.Column)
                {
                    Scalar = IsNull(scalar) ? null : scalar.Value,
                },
                MappingStart or SequenceStart or AnchorAlias => new ExampleNode((int)current.Start.Line, (int)current.Start.Column),
                _ => null,
            };
            if (node is not null)
            {
                root ??= node;
                Place(node, open, keys);
            }

            if (current is MappingStart or SequenceStart)
            {
                if (open.Count == MaxDepth)
                {
                    throw new ExampleTooComplexException($"The example is nested deeper than {MaxDepth} levels.", (int)current.Start.Line);
                }

                open.Push(node!);
                keys.Push(current is MappingStart ? null : Sequence);
            }
            else if (current is MappingEnd or SequenceEnd)
            {
                open.Pop();
                keys.Pop();
            }
        }

        return root;
    }

    /// <summary>The words that say "nothing" in YAML, unless they are in quotes.</summary>
    private static bool IsNull(YamlDotNet.Core.Events.Scalar scalar) =>
        scalar is { Style: ScalarStyle.Plain, IsKey: false, Value: "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>For some invalid texts the parser throws other exceptions, such as for <c>[1,\nb: 2</c>.</summary>
    private static bool MoveNext(Parser parser)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception exception) when (exception is not YamlException)
        {
            var end = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(end, end, "a value or a list isn't complete", exception);
        }
    }

    /// <summary>Means that no key is expected, because the collection is a sequence.</summary>
    private const string Sequence = "\0";

    private static void Place(ExampleNode node, Stack<ExampleNode> open, Stack<string?> keys)
    {
        if (open.Count == 0)
        {
            return;
        }

        var key = keys.Pop();
        if (key == Sequence)
        {
            open.Peek().Items.Add(node);
            keys.Push(Sequence);
        }
        else if (key is null)
        {
            keys.Push(node.Scalar ?? "");
        }
        else
        {
            open.Peek().Entries.Add((key, node));
            keys.Push(null);
        }
    }
}
