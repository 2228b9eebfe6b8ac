using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>
/// SVG as drawing programs write it. It is stored unchanged, except for a document type with entities: Illustrator names its
/// namespaces with them, so those are written out, and every other kind is refused, because entities can multiply.
/// </summary>
internal static partial class SvgDrawing
{
    private const int MaxEntities = 50;
    private const int MaxValue = 200;
    private const int Timeout = 1000;

    /// <summary>What follows the declaration, comments and document type; empty when one of them never ends.</summary>
    public static ReadOnlySpan<byte> Root(ReadOnlySpan<byte> bytes) => bytes[RootStart(bytes, out _)..];

    public static Result<ReadOnlyMemory<byte>> Prepare(ReadOnlyMemory<byte> bytes)
    {
        var root = RootStart(bytes.Span, out var subset);
        if (subset.Length == 0)
        {
            return bytes;
        }

        var declared = Encoding.UTF8.GetString(bytes.Span[subset.Start..(subset.Start + subset.Length)]);
        if (!declared.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
        {
            return bytes;
        }

        var entities = Entity().Matches(declared).DistinctBy(match => match.Groups["name"].Value, StringComparer.Ordinal)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        var areNamespaces = entities.Count <= MaxEntities
            && entities.Count == declared.AsSpan().Count("<!ENTITY")
            && entities.Values.All(value => value.Length <= MaxValue && value.StartsWith("http", StringComparison.Ordinal));
        if (!areNamespaces)
        {
            return Error.Invalid("picture_entities", "its document type declares entities, which can hide text or multiply it. Save it without a DOCTYPE.");
        }

        // Each value is as long as its limit at most, and the result has the limit of every picture.
        var text = new StringBuilder(Encoding.UTF8.GetString(bytes.Span[root..]));
        foreach (var (name, value) in entities)
        {
            text.Replace($"&{name};", value);
            if (text.Length > PictureStore.MaxBytes)
            {
                return Error.TooLarge("picture_too_large", "its entities make it larger than 5 MiB.");
            }
        }

        return (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text.ToString());
    }

    private static int RootStart(ReadOnlySpan<byte> bytes, out (int Start, int Length) subset)
    {
        subset = default;
        var at = bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        while (true)
        {
            while (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }

            var rest = bytes[at..];
            var end = rest switch
            {
                [(byte)'<', (byte)'!', (byte)'-', (byte)'-', ..] => After(rest, "-->"u8),
                [(byte)'<', (byte)'?', ..] => After(rest, "?>"u8),
                [(byte)'<', (byte)'!', ..] => DocumentType(rest, at, ref subset),
                _ => 0,
            };
            if (end <= 0)
            {
                return end < 0 ? bytes.Length : at;
            }

            at += end;
        }
    }

    /// <summary>A document type ends at its bracket, or behind the part in square brackets.</summary>
    private static int DocumentType(ReadOnlySpan<byte> rest, int at, ref (int Start, int Length) subset)
    {
        var end = rest.IndexOf((byte)'>');
        var open = rest.IndexOf((byte)'[');
        if (open < 0 || open > end)
        {
            return end < 0 ? -1 : end + 1;
        }

        var close = rest.IndexOf("]>"u8);
        close = close < 0 ? After(rest, "]"u8) - 1 : close;
        if (close <= open)
        {
            return -1;
        }

        subset = (at + open + 1, close - open - 1);
        return rest[close..].IndexOf((byte)'>') is var last and >= 0 ? close + last + 1 : -1;
    }

    private static int After(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> mark) => rest.IndexOf(mark) is var found and >= 0 ? found + mark.Length : -1;

    [GeneratedRegex(
        "<!ENTITY\\s+(?<name>[A-Za-z_][\\w.-]*)\\s+(?<quote>[\"'])(?<value>[^\"'&%<]*)\\k<quote>\\s*>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout)]
    private static partial Regex Entity();
}
