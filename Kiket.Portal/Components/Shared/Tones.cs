using Kiket.Portal.Findings;

namespace Kiket.Portal.Components.Shared;

/// <summary>What a colour means. Never the only sign of the meaning: a word or an icon is beside it.</summary>
public enum BadgeTone
{
    Neutral,
    Accent,
    Success,
    Warning,
    Danger,
    Info,
}

/// <summary>Tones and levels as names in the stylesheet and on the screen.</summary>
internal static class Tones
{
    /// <summary><c>kp-badge</c> and a tone become <c>kp-badge kp-badge-success</c>.</summary>
    public static string Class(string part, BadgeTone tone) =>
        tone == BadgeTone.Neutral ? part : $"{part} {part}-{tone.ToString().ToLowerInvariant()}";

    public static GlyphKind Glyph(FindingLevel level) => level switch
    {
        FindingLevel.Error => GlyphKind.Error,
        FindingLevel.Warning => GlyphKind.Warning,
        _ => GlyphKind.Info,
    };

    public static string Word(FindingLevel level) => level switch
    {
        FindingLevel.Error => "Error",
        FindingLevel.Warning => "Warning",
        _ => "Note",
    };

    public static string Count(FindingLevel level, int count) =>
        count == 1 ? $"1 {Word(level).ToLowerInvariant()}" : $"{count} {Word(level).ToLowerInvariant()}s";
}
