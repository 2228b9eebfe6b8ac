using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Collects findings while one file is read, each with its line, column and excerpt.</summary>
internal sealed class ManifestNotes(string path)
{
    /// <summary>A file of 64 KiB can have thousands of mistakes. No one reads more than this, and the page must stay short.</summary>
    public const int Most = 300;

    private readonly List<Finding> _findings = [];
    private readonly List<UnknownField> _unknown = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private int _left;

    public YamlSource? Source { get; set; }

    public IReadOnlyList<UnknownField> Unknown => _unknown;

    public IReadOnlyDictionary<string, int> Lines => _lines;

    /// <summary>A finding at a value; about the whole file when <paramref name="at"/> is null.</summary>
    public void Add(FindingRule rule, string message, YamlNode? at, string? fix = null)
    {
        if (at is null || Source is null)
        {
            Record(rule.At(message, path, fix: fix));
            return;
        }

        var (line, column) = Source.Position(at.Start);
        AddAt(rule, message, line, column, Source.Excerpt(line), fix);
    }

    public void AddAt(FindingRule rule, string message, int line, int? column, string? excerpt = null, string? fix = null) =>
        Record(rule.At(message, path, line, column, excerpt ?? Source?.Excerpt(line), fix));

    public int LineOf(YamlNode node) => Source!.Position(node.Start).Line;

    public void Remember(string fieldPath, YamlNode key) => _lines.TryAdd(fieldPath, LineOf(key));

    /// <summary>Records a field that no rule knows, as written.</summary>
    public void RecordUnknown(string fieldPath, YamlEntry entry)
    {
        var value = entry.Value;
        var from = Source!.LineStart(LineOf(value));
        var start = string.IsNullOrWhiteSpace(Source.Text[from..value.Start]) ? from : value.Start;
        var text = value.End > start ? Source.Text[start..value.End].TrimEnd() : string.Empty;
        _unknown.Add(new UnknownField(fieldPath, text, LineOf(entry.Key)));
    }

    /// <summary>All findings in the order of the file, with those about the whole file first.</summary>
    public IReadOnlyList<Finding> Ordered()
    {
        var ordered = _findings.OrderBy(finding => finding.Line ?? 0).ThenBy(finding => finding.Column ?? 0).ToList();
        if (_left > 0)
            ordered.Add(FileRules.TooManyFindings.At($"{_left} more findings aren't listed.", path));
        return ordered;
    }

    private void Record(Finding finding)
    {
        if (_findings.Count < Most || finding.Level == FindingLevel.Error && _findings.Count < 2 * Most)
            _findings.Add(finding);
        else
            _left++;
    }

    /// <summary>A value from the file for a message: in quotes, on one line, not too long.</summary>
    public static string Quote(string value)
    {
        var shown = string.Concat(value.Take(80).Select(character => char.IsControl(character) ? ' ' : character));
        return value.Length > 80 ? $"“{shown}…”" : $"“{shown}”";
    }
}
