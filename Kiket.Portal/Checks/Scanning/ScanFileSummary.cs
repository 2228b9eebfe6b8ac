using System.Text.Json;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>The formats of scan files that the portal can read.</summary>
public enum ScanFileFormat
{
    /// <summary>The results of an analyser (OASIS SARIF, JSON).</summary>
    Sarif,

    /// <summary>The components of a product (CycloneDX, JSON).</summary>
    CycloneDx,

    /// <summary>The components of a product (SPDX 2, JSON or tag-value).</summary>
    Spdx,
}

/// <summary>One line of a summary: how many of what, such as 14 of <c>warning</c> or 210 of <c>MIT</c>.</summary>
public sealed record ScanCount(string Name, int Count);

/// <summary>
/// The summary of a publisher's own scan file, in a few numbers. The file is untrusted: it is read within limits, every
/// text from it is shortened and cleaned of control characters, and contradictions are refused.
/// </summary>
/// <param name="FormatVersion">As the file states it.</param>
/// <param name="Tools">The tools that wrote it, with versions if given; at most <see cref="MostNames"/>.</param>
/// <param name="Levels">SARIF's results, or CycloneDX's vulnerabilities, by level; the most severe first.</param>
/// <param name="Components">How many components or packages are listed; null for SARIF.</param>
/// <param name="Licenses">The most frequent licenses of the components; at most <see cref="MostNames"/>.</param>
public sealed record ScanFileSummary(
    ScanFileFormat Format,
    string? FormatVersion,
    IReadOnlyList<string> Tools,
    IReadOnlyList<ScanCount> Levels,
    int? Components,
    IReadOnlyList<ScanCount> Licenses)
{
    /// <summary>A larger file is stored and shown without a summary.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    public const int MostNames = 12;

    /// <summary>Deeper than any file of these formats; stops deliberately nested input.</summary>
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
            if (Licenses.Count > 0)
            {
                parts.Add("licenses " + string.Join(", ", Licenses.Take(3).Select(license => $"{license.Name} ({license.Count:N0})")));
            }

            return $"{head}{by}: {string.Join(", ", parts)}";
        }
    }

    /// <summary>
    /// Reads a scan file. Refused with <c>scan_file_*</c> and a message when the format is unknown, the file is invalid or too
    /// large. The file can be stored anyway.
    /// </summary>
    public static Result<ScanFileSummary> Of(ReadOnlyMemory<byte> content)
    {
        if (content.Length > MaxBytes)
        {
            return Error.TooLarge(
                "scan_file_too_large", $"The file has {content.Length:N0} bytes; only files up to 10 MiB are summarized. It can still be downloaded.");
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
                : Error.Invalid("scan_file_unknown", "This isn't a SARIF, CycloneDX or SPDX file, so there is no summary. It can still be downloaded.");
        }
        catch (JsonException exception)
        {
            return Error.Invalid(
                "scan_file_broken", $"The file isn't valid JSON (line {exception.LineNumber + 1}), so there is no summary. Export it again.");
        }
    }

    private static string Many(int count, string word) => count == 1 ? $"1 {word}" : $"{count:N0} {word}s";
}
