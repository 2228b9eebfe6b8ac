using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Kiket.Portal.Documentation;

/// <summary>
/// The ids that GitHub gives headings: lower case, white space becomes hyphens, and only letters, their marks, digits, hyphens
/// and underscores remain. Emoji names count as written (<c>:rocket:</c>), because GitHub draws them later.
/// </summary>
internal static class HeadingAnchors
{
    /// <summary>Where <see cref="NamedEmoji"/> leaves an emoji's name.</summary>
    public const string NameAttribute = "data-emoji";

    /// <summary>The id of a heading, which loses its marks of emoji names.</summary>
    public static string Take(IElement heading, IDocument document)
    {
        var source = string.Concat(heading.Descendants<IText>().Select(text => text.ParentElement?.GetAttribute(NameAttribute) ?? text.Data));
        foreach (var emoji in heading.QuerySelectorAll($"[{NameAttribute}]").ToList())
        {
            emoji.Parent!.ReplaceChild(document.CreateTextNode(emoji.TextContent), emoji);
        }

        return Of(source);
    }

    internal static string Of(string text)
    {
        var anchor = new StringBuilder(text.Length);
        foreach (var rune in text.Trim().ToLowerInvariant().EnumerateRunes())
        {
            if (rune.Value == ' ')
            {
                anchor.Append('-');
            }
            else if (rune.Value == '-' || IsWord(rune))
            {
                anchor.Append(rune.ToString());
            }
        }

        return anchor.ToString();
    }

    /// <summary>Letters, marks (also the one that makes ⚙️ colourful), digits, Roman and circled letters, underscores.</summary>
    private static bool IsWord(Rune rune) => Rune.IsLetter(rune) || rune.Value is >= 0x24B6 and <= 0x24E9 || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}
