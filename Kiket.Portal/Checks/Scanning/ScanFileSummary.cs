using System.Text.Json;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>The kinds of scan file that the portal understands.</summary>
public enum ScanFileFormat
{
    /// <summary>What an analyser found (OASIS SARIF, JSON).</summary>
    Sarif,

    /// <summary>What a product is made of (CycloneDX, JSON).</summary>
    CycloneDx,

    /// <summary>What a product is made of (SPDX 2, JSON or tag-value).</summary>
    Spdx,
}

/// <summary>One line of a summary: how many of what, such as 14 of <c>warning</c> or 210 of <c>MIT</c>.</summary>
public sealed record ScanCount(string Name, int Count);

/// <summary>
/// What a publisher's own scan file says, in a few numbers. The file is a stranger's: it is read within bounds, every
/// text taken from it is shortened and freed of control characters, and what contradicts itself is refused.
/// </summary>
/// <param name="FormatVersion">As the file states it.</param>
/// <param name="Tools">Who wrote it, with versions when told; at most <see cref="MostNames"/>.</param>
/// <param name="Levels">SARIF's results, or CycloneDX's vulnerabilities, by level; the gravest first.</param>
/// <param name="Components">How many components or packages are listed; null for SARIF.</param>
/// <param name="Licences">The most frequent licences of the components; at most <see cref="MostNames"/>.</param>
public sealed record ScanFileSummary(
    ScanFileFormat Format,
    string? FormatVersion,
    IReadOnlyList<string> Tools,
    IReadOnlyList<ScanCount> Levels,
    int? Components,
    IReadOnlyList<ScanCount> Licences)
{
    /// <summary>Above it a file is kept and shown without a summary.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    public const int MostNames = 12;

    /// <summary>Deeper than any file of these formats; a bomb of brackets ends here.</summary>
    private const int MaxDepth = 64;

    /// <summary>The whole summary in one line: <c>SARIF 2.1.0 by CodeQL 2.15: 1 error, 14 warnings</c>.</summary>
    public string Label
    {
        get
        {
            var what = Format switch { ScanFileFormat.Sarif => "SARIF", ScanFileFormat.CycloneDx => "CycloneDX", _ => "SPDX" };
            var head = FormatVersion is null ? what : $"{what} {FormatVersion}";
            var by = Tools.Count == 0 ? "" : $" by {string.Join(", ", Tools.Take(3))}";
            List<string> parts = [];
            if (Components is { } components)
            {
                parts.Add(Many(components, "component"));
            }

            if (Format == ScanFileFormat.Sarif && Levels.Count == 0)
            {
                parts.Add("no results");
            }

            parts.AddRange(Levels.Select(level => Format == ScanFileFormat.Sarif && level.Name is ("error" or "warning" or "note")
                ? Many(level.Count, level.Name)
                : $"{level.Count:N0} {level.Name}"));
            if (Licences.Count > 0)
            {
                parts.Add("licences " + string.Join(", ", Licences.Take(3).Select(licence => $"{licence.Name} ({licence.Count:N0})")));
            }

            return $"{head}{by}: {string.Join(", ", parts)}";
        }
    }

    /// <summary>
    /// Reads a scan file. Refused with <c>scan_file_*</c> and a sentence when it is none, is broken or too large; a
    /// refusal says nothing against keeping the file.
    /// </summary>
    public static Result<ScanFileSummary> Of(ReadOnlyMemory<byte> content)
    {
        if (content.Length > MaxBytes)
        {
            return Error.TooLarge("scan_file_too_large", $"The file has {content.Length:N0} bytes; up to 10 MiB are summarised. It can still be downloaded.");
        }

        var bytes = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
        if (SpdxTagValue.Looks(bytes.Span))
        {
            return SpdxTagValue.Read(bytes);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return ScanFileJson.Read(document.RootElement) is { } summary
                ? summary
                : Error.Invalid("scan_file_unknown", "This is no SARIF, CycloneDX or SPDX file, so there is nothing to summarise. It can still be downloaded.");
        }
        catch (JsonException exception)
        {
            return Error.Invalid("scan_file_broken", $"The file is no valid JSON (line {exception.LineNumber + 1}), so there is nothing to summarise. Export it again.");
        }
    }

    private static string Many(int count, string word) => count == 1 ? $"1 {word}" : $"{count:N0} {word}s";
}
