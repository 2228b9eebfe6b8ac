using System.Globalization;
using System.Text;

namespace Kiket.Portal.Listings.Search;

/// <summary>Text as people compare it: names stand in one order however they are written.</summary>
public static class FoldedText
{
    /// <summary>Lower case without accents and in the usual shape of each letter, as the index compares.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var letter in SearchTerms.Whole(text).Normalize(NormalizationForm.FormKD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark))
        {
            folded.Append(letter);
        }

        return folded.ToString().ToLowerInvariant();
    }
}
