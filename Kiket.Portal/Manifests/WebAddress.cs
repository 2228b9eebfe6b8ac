namespace Kiket.Portal.Manifests;

/// <summary>Web addresses written by strangers.</summary>
internal static class WebAddress
{
    /// <summary>The longest address that is accepted.</summary>
    private const int MaxLength = 2048;

    /// <summary>True for absolute http and https addresses without a user name: the only ones that become links.</summary>
    public static bool IsWeb(string text) =>
        text.Length <= MaxLength
        && !text.Any(char.IsControl)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
        && uri.Host.Length > 0;
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
