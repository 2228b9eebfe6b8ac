namespace Kiket.Portal.Files;

/// <summary>A file's name as its owner sent it, made fit to be shown and offered: never a path, nothing invisible.</summary>
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
            var saved = name[..(Upload.MaxNameLength - ending.Length)];
            name = (char.IsHighSurrogate(saved[^1]) ? saved[..^1] : saved) + ending;
        }

        return name.Length == 0 ? "file" : name;
    }

    /// <summary>The name with the ending of its true format: what is called report.exe and is a PDF is offered as report.exe.pdf.</summary>
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

    /// <summary>Control, format (zero-width, direction) and quoting characters are left out.</summary>
    private static bool IsShown(char character) =>
        !char.IsControl(character)
        && char.GetUnicodeCategory(character) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.PrivateUse)
        && character is not ('"' or '<' or '>' or '|' or '*' or '?' or ':');
}
