namespace Kiket.Portal.GitHub;

/// <summary>The names that a branch, tag or commit may have, as in <c>git check-ref-format</c>.</summary>
internal static class GitReference
{
    private const int MaxLength = 255;

    public static bool IsPossible(string reference) =>
        reference.Length is > 0 and <= MaxLength
        && reference is not ("@" or ".")
        && reference[0] is not ('/' or '-' or '.')
        && reference[^1] is not ('/' or '.')
        && !reference.Contains("..", StringComparison.Ordinal)
        && !reference.Contains("//", StringComparison.Ordinal)
        && !reference.Contains("/.", StringComparison.Ordinal)
        && !reference.Contains("@{", StringComparison.Ordinal)
        && !reference.Any(letter => letter is <= ' ' or '\u007f' or '~' or '^' or ':' or '?' or '*' or '[' or '\\');

    /// <summary>The name as path segments of a request: slashes stay, everything that could leave the path is escaped.</summary>
    public static string Escape(string reference) => string.Join('/', reference.Split('/').Select(Uri.EscapeDataString));
}
