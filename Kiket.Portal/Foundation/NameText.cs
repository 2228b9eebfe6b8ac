using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>
/// What everything shown as a name must be, whatever it names: one line of visible characters that reads as what it is.
/// </summary>
public static class NameText
{
    /// <summary>Why a name cannot be taken, in a sentence; null when it can.</summary>
    /// <param name="name">Trimmed.</param>
    /// <param name="what">What it names, with a capital: <c>The token's name</c>.</param>
    /// <param name="empty">What to say when nothing was written.</param>
    public static string? Problem(string name, string what, int maxLength, string empty)
    {
        if (name.Length == 0)
        {
            return empty;
        }

        if (name.Length > maxLength)
        {
            return $"{what} has {name.Length} characters; the limit is {maxLength}.";
        }

        if (PlainText.HasHidden(name))
        {
            return $"{what} holds line breaks or invisible, control or direction-changing characters. Type it again as plain text.";
        }

        if (!name.EnumerateRunes().Any(Rune.IsLetterOrDigit))
        {
            return $"{what} needs at least one letter or digit.";
        }

        return Lookalikes.MixesAlphabets(name)
            ? $"{what} mixes letters of two alphabets in one word, so it can pass for another name. Write each word in one alphabet."
            : null;
    }

    /// <summary>The same as a refusal at a field.</summary>
    public static Error? Problem(string name, string field, string code, string what, int maxLength, string empty) =>
        Problem(name, what, maxLength, empty) is { } problem ? Error.Field(field, code, problem) : null;
}
