namespace Kiket.Portal.Accounts;

/// <summary>Where to go after signing in: only inside the portal, whatever the link says.</summary>
public static class LocalAddress
{
    /// <summary>The address itself if it is a path of this portal, otherwise the start page.</summary>
    public static string Of(string? returnUrl) =>
        returnUrl is { Length: > 0 and <= 2_000 }
        && returnUrl[0] == '/'
        && (returnUrl.Length == 1 || returnUrl[1] is not ('/' or '\\'))
        && !returnUrl.Any(char.IsControl)
            ? returnUrl
            : "/";
}
