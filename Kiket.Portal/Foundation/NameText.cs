using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>The rule for every name that people see: one line of visible characters that can't pass for another name.</summary>
public static class NameText
{
    /// <summary>Why a name isn't allowed, in a sentence; null when it is.</summary>
    /// <param name="name">Trimmed.</param>
    /// <param name="what">What it names, with a capital: <c>The token's name</c>.</param>
    /// <param name="empty">The message for an empty name.</param>
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
            return $"{what} contains line breaks or invisible characters. Type it again as plain text.";
        }

        if (!name.EnumerateRunes().Any(Rune.IsLetterOrDigit))
        {
            return $"{what} needs at least one letter or digit.";
        }

        return Lookalikes.MixesAlphabets(name)
            ? $"{what} mixes two alphabets in one word, so it can look like another name. Write each word in one alphabet."
            : null;
    }

    /// <summary>The same problem as a refusal for a field.</summary>
    public static Error? Problem(string name, string field, string code, string what, int maxLength, string empty) =>
        Problem(name, what, maxLength, empty) is { } problem ? Error.Field(field, code, problem) : null;
}
