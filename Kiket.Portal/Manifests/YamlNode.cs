using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>What a plain (unquoted) scalar means to the platform's YAML 1.1 reader.</summary>
internal enum ScalarKind
{
    Text,
    Null,
    Boolean,
    Number,
    Date,
}

/// <summary>A value with its position, as character offsets in the text.</summary>
internal abstract class YamlNode(int start, int end)
{
    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>The type in words, for messages.</summary>
    public abstract string Noun { get; }
}

internal sealed class YamlScalar(string value, bool quoted, int start, int end) : YamlNode(start, end)
{
    public string Value { get; } = value;

    public bool Quoted { get; } = quoted;

    public ScalarKind Kind { get; } = quoted ? ScalarKind.Text : PlainScalars.KindOf(value);

    public bool IsNull => Kind == ScalarKind.Null;

    public override string Noun => Kind switch
    {
        ScalarKind.Null => "empty",
        ScalarKind.Boolean => "a true/false value",
        ScalarKind.Number => "a number",
        ScalarKind.Date => "a date",
        _ => "text",
    };
}

internal sealed class YamlList(IReadOnlyList<YamlNode> items, int start, int end) : YamlNode(start, end)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Noun => "a list";
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A mapping in the order of the file; for equal keys, the last one wins.</summary>
internal sealed class YamlMap(IReadOnlyList<YamlEntry> entries, int start, int end) : YamlNode(start, end)
{
    private readonly Dictionary<string, YamlEntry> _byKey =
        entries.ToDictionary(entry => entry.Key.Value, StringComparer.Ordinal);

    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Noun => "a map";

    public YamlEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    public YamlNode? Value(string key) => Find(key)?.Value;
}

/// <summary>
/// The words of YAML 1.1, because the command-line client and the platform read YAML 1.1, where
/// <c>yes</c> is true and <c>2026-01-31</c> is a date.
/// </summary>
internal static partial class PlainScalars
{
    public static ScalarKind KindOf(string value)
    {
        if (value is "" or "~" or "null" or "Null" or "NULL")
            return ScalarKind.Null;
        if (value.Length > 40)
            return ScalarKind.Text;
        if (Boolean(value) is not null)
            return ScalarKind.Boolean;
        if (DateForm().IsMatch(value))
            return ScalarKind.Date;
        return NumberForm().IsMatch(value) ? ScalarKind.Number : ScalarKind.Text;
    }

    public static bool? Boolean(string value) => value switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    [GeneratedRegex(@"\A\d{4}-\d{1,2}-\d{1,2}(?:[Tt\s][\d:.+\-Zz\s]*)?\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex DateForm();

    [GeneratedRegex(
        @"\A[-+]?(?:0x[0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+"
        + @"|\d[\d_,]*(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+|\.inf|\.Inf|\.INF|\.nan|\.NaN|\.NAN)\z",
        RegexOptions.CultureInvariant,
        250)]
    private static partial Regex NumberForm();
}
