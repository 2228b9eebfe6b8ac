using System.Globalization;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Manifests;

/// <summary>
/// One map of the manifest while it is read. It returns values of the requested type, adds a finding when the file has
/// another type, and knows at the end which keys were never read.
/// </summary>
internal sealed class Section(YamlMap map, string path, ManifestNotes notes)
{
    private const string Extension = "extension";

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public YamlMap Map { get; } = map;

    public ManifestNotes Notes { get; } = notes;

    public int Line => Notes.LineOf(Map);

    public string Name(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The value unchanged; null when missing or empty.</summary>
    public YamlNode? Node(string key)
    {
        _asked.Add(key);
        if (Map.Find(key) is not { } entry)
            return null;
        Notes.Remember(Below(Name(key)), entry.Key);
        return entry.Value is YamlScalar { IsNull: true } ? null : entry.Value;
    }

    /// <summary>The key itself, for findings about its presence.</summary>
    public YamlNode? KeyNode(string key) => Map.Find(key)?.Key;

    /// <summary>Text, even when the file has a number or a date instead: then its spelling.</summary>
    public string? Text(string key) => Node(key) is { } node ? TextOf(node, Name(key), Notes) : null;

    /// <summary>Text of a value that may be a number, such as a default, without a finding.</summary>
    public string? Loose(string key)
    {
        if (Node(key) is not { } node)
            return null;
        CheckReadings(key, node);
        return LooseText(node);
    }

    public int? Number(string key) => Whole(key) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public long? Whole(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is YamlScalar scalar && YamlReadings.Whole(scalar.Value) is { } number)
        {
            CheckReadings(key, scalar);
            if (scalar.Quoted)
                Notes.Add(
                    FileRules.QuotedValue,
                    $"{Name(key)} is the text {ManifestNotes.Quote(scalar.Value)}, not a number.",
                    node,
                    $"Write {key}: {scalar.Value} without quotes.");
            return number;
        }

        Wrong(key, node, "a whole number");
        return null;
    }

    public decimal? Amount(string key)
    {
        if (Node(key) is not YamlScalar scalar)
            return null;
        CheckReadings(key, scalar);
        return decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : YamlReadings.Whole(scalar.Value);
    }

    public bool Flag(string key, bool otherwise = false)
    {
        if (Node(key) is not { } node)
            return otherwise;
        if (node is YamlScalar scalar && PlainScalars.Boolean(scalar.Value) is { } flag)
        {
            CheckReadings(key, scalar);
            if (scalar.Quoted)
                Notes.Add(
                    FileRules.QuotedValue,
                    $"{Name(key)} is the text {ManifestNotes.Quote(scalar.Value)}, not true or false.",
                    node,
                    $"Write {key}: {(flag ? "true" : "false")} without quotes.");
            return flag;
        }

        Wrong(key, node, "true or false");
        return otherwise;
    }

    public Section? Sub(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlMap below:
                return new Section(below, Name(key), Notes);
            case var other:
                Wrong(key, other, "a map");
                return null;
        }
    }

    /// <summary>The entries of a list; a single value counts as a list of one, as on the platform.</summary>
    public IReadOnlyList<YamlNode> Items(string key) => Node(key) switch
    {
        null => [],
        YamlList list => list.Items,
        YamlScalar scalar => [scalar],
        var other => Wrong(key, other, "a list"),
    };

    /// <summary>A list of maps. Entries of another type give a finding and are left out.</summary>
    public IEnumerable<Section> Maps(string key)
    {
        var index = 0;
        foreach (var item in Items(key))
        {
            var itemPath = $"{Name(key)}[{index++}]";
            if (item is YamlMap below)
                yield return new Section(below, itemPath, Notes);
            else
                Notes.Add(FileRules.WrongKind, $"{itemPath} is {item.Noun}; it must be a map.", item);
        }
    }

    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in Items(key))
            if (TextOf(item, $"{Name(key)}[{texts.Count}]", Notes) is { } text)
                texts.Add(text);
        return texts;
    }

    /// <summary>A map from text to text, such as headers.</summary>
    public IReadOnlyDictionary<string, string> Words(string key)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Sub(key) is { } below)
            foreach (var entry in below.Map.Entries)
                words[entry.Key.Value] = LooseText(entry.Value);
        return words;
    }

    /// <summary>Marks keys as known that are read elsewhere or belong to another tool.</summary>
    public void Know(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            _asked.Add(key);
    }

    /// <summary>Call last: records every key that was never read as unknown.</summary>
    public void Finish()
    {
        foreach (var entry in Map.Entries)
        {
            if (_asked.Contains(entry.Key.Value))
                continue;
            var name = Name(entry.Key.Value);
            Notes.RecordUnknown(name, entry);
            Notes.Add(FileRules.UnknownField, $"{ManifestNotes.Quote(name)} isn't a known field. It is shown, but has no effect.", entry.Key);
        }
    }

    /// <summary>A finding at a key's value, or at the section when the key is missing.</summary>
    public void Add(FindingRule rule, string message, string? key = null, string? fix = null)
    {
        YamlNode at = key is not null && Map.Value(key) is { } value ? value : Map;
        Notes.Add(rule, message, at, fix);
    }

    /// <summary>Text of a scalar with its findings; null with a finding for lists and maps.</summary>
    public static string? TextOf(YamlNode node, string name, ManifestNotes notes)
    {
        if (node is not YamlScalar scalar)
        {
            notes.Add(FileRules.WrongKind, $"{name} is {node.Noun}; it must be text.", node);
            return null;
        }

        if (scalar.IsNull)
            return null;
        if (scalar.Kind != ScalarKind.Text)
            notes.Add(
                FileRules.NeedsQuotes,
                $"{name} is {scalar.Noun} in YAML, not text.{(YamlReadings.Difference(scalar.Value) is { } readings ? $" It is {readings}." : "")}",
                node,
                $"Put it in quotes: \"{scalar.Value}\".");
        if (PlainText.FirstHidden(scalar.Value, hasLines: true) is { Value: var hidden })
            notes.Add(FileRules.HiddenCharacter, $"{name} contains the invisible character U+{hidden:X4}.", node, $"Remove the character U+{hidden:X4}.");
        return scalar.Value;
    }

    /// <summary>Scalars unchanged, lists and maps as compact JSON.</summary>
    public static string LooseText(YamlNode node) => node is YamlScalar scalar
        ? scalar.IsNull ? string.Empty : scalar.Value
        : YamlJson.Write(node);

    private void CheckReadings(string key, YamlNode node)
    {
        if (node is YamlScalar { Quoted: false } scalar && YamlReadings.Difference(scalar.Value) is { } readings)
            Notes.Add(FileRules.TwoReadings, $"{Name(key)} is written as {scalar.Value}, which is {readings}.", node);
    }

    private IReadOnlyList<YamlNode> Wrong(string key, YamlNode node, string wanted)
    {
        var shown = node is YamlScalar scalar ? ManifestNotes.Quote(scalar.Value) : node.Noun;
        Notes.Add(FileRules.WrongKind, $"{Name(key)} is {shown}; it must be {wanted}.", node, $"Write {wanted} after {key}:.");
        return [];
    }

    private static string Below(string name) =>
        name.StartsWith(Extension + ".", StringComparison.Ordinal) ? name[(Extension.Length + 1)..] : name;
}
