using Kiket.Portal.Foundation;

namespace Kiket.Portal.Manifests;

/// <summary>Web addresses written by strangers.</summary>
internal static class WebAddress
{
    /// <summary>Why an address doesn't become a link, worded as the end of a sentence; null for public http and https addresses.</summary>
    public static string? Problem(string text) => WebLink.Problem(text, allowHttp: true);

    /// <summary>True for addresses that become links.</summary>
    public static bool IsWeb(string text) => Problem(text) is null;
}

/// <summary>Paths of files in the repository, as a manifest writes them.</summary>
internal static class RepositoryPath
{
    /// <summary>The path without a leading <c>./</c> or <c>/</c>.</summary>
    public static string Normalise(string path) =>
        path.StartsWith("./", StringComparison.Ordinal) ? path[2..].TrimStart('/') : path.TrimStart('/');

    /// <summary>True for a relative path that stays inside the repository.</summary>
    public static bool IsInside(string path) =>
        path.Length is > 0 and <= 512
        && path.AsSpan().IndexOfAny('\\', ':') < 0
        && !path.Any(char.IsControl)
        && Normalise(path).Length > 0
        && !Normalise(path).Split('/').Contains("..", StringComparer.Ordinal);
}
