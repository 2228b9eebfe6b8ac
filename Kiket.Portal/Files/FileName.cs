namespace Kiket.Portal.Files;

/// <summary>A file's name as its owner sent it, cleaned for display and download: never a path, no invisible characters.</summary>
public static class FileName
{
    public static string Clean(string? sent)
    {
        var name = sent ?? "";
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(name.Where(IsShown)).Trim(' ', '.');
        if (name.Length > Upload.MaxNameLength)
        {
            var ending = Path.GetExtension(name);
            ending = ending.Length > 10 ? "" : ending;
            var stem = name[..(Upload.MaxNameLength - ending.Length)];
            name = (char.IsHighSurrogate(stem[^1]) ? stem[..^1] : stem) + ending;
        }

        return name.Length == 0 ? "file" : name;
    }

    /// <summary>The name with the extension of its real format: a PDF named report.exe is downloaded as report.exe.pdf.</summary>
    public static string WithEnding(string name, string format)
    {
        var ending = Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
        var fits = ending == format || format switch
        {
            "json" => ending is "sarif" or "spdx" or "cdx",
            "txt" => ending is "md" or "log" or "text",
            "jpg" => ending == "jpeg",
            _ => false,
        };
        return fits ? name : $"{name}.{format}";
    }

    /// <summary>Removes control, format (zero-width, direction) and quoting characters.</summary>
    private static bool IsShown(char character) =>
        !char.IsControl(character)
        && char.GetUnicodeCategory(character) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.PrivateUse)
        && character is not ('"' or '<' or '>' or '|' or '*' or '?' or ':');
}
