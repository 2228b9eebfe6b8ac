using System.Buffers;

namespace Kiket.Portal.Manifests;

/// <summary>Characters that change how text reads without being seen.</summary>
internal static class HiddenCharacters
{
    // Bidirectional controls ("Trojan Source"), zero-width characters, soft hyphen, line and paragraph separators.
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        "\u00AD\u061C\u180E\u200B\u200C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF\uFFF9\uFFFA\uFFFB");

    public static char? First(string text)
    {
        var index = text.AsSpan().IndexOfAny(Hidden);
        return index >= 0 ? text[index] : null;
    }
}
