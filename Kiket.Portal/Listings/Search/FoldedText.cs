using System.Globalization;
using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings.Search;

/// <summary>Text in the form for comparing and sorting, so that the spelling of letters doesn't change the order.</summary>
public static class FoldedText
{
    /// <summary>Lower case without accents and in the usual form of each letter, the same way the index compares.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var letter in PlainText.WellFormed(text).Normalize(NormalizationForm.FormKD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark))
        {
            folded.Append(letter);
        }

        return folded.ToString().ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal);
    }
}
