namespace Kiket.Portal.Accounts.SignIn;

/// <summary>
/// Keeps the secret of an opened link in a cookie that scripts can't read, so that no address contains it. The page can be
/// reloaded, and the person can sign in first.
/// </summary>
public sealed class LinkCookies(CookieShape shape)
{
    /// <summary>Holds the secret of an opened invitation while the person signs in or registers.</summary>
    public const string Invitation = "kiket-invitation";

    private const int MaxSecret = 100;

    public void Remember(HttpContext http, string name, string secret, TimeSpan lifetime)
    {
        if (secret.Length is > 0 and <= MaxSecret && secret.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            var cookie = Builder(name);
            cookie.MaxAge = lifetime;
            http.Response.Cookies.Append(cookie.Name!, secret, cookie.Build(http));
        }
    }

    public string? Read(HttpContext http, string name) => http.Request.Cookies[Builder(name).Name!];

    public void Forget(HttpContext http, string name)
    {
        var cookie = Builder(name);
        http.Response.Cookies.Delete(cookie.Name!, cookie.Build(http));
    }

    private CookieBuilder Builder(string name)
    {
        var cookie = new CookieBuilder { IsEssential = true };
        shape.Apply(cookie, name);
        return cookie;
    }
}
