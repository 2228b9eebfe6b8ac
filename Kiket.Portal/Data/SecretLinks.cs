using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Data;

/// <summary>
/// Absolute addresses of links that grant access to anyone who has them: a password reset, a confirmation, an
/// invitation, a preview. Never built from a request: its sender chooses the host, and the secret would go there.
/// </summary>
/// <remarks>
/// The secret of an invitation or a preview comes after the <c>#</c>. Browsers don't send that part, so it appears in
/// no log, trace or referrer; <c>links.js</c> posts it in the body of a form.
/// </remarks>
public sealed class SecretLinks(IOptions<PortalOptions> portal, IHostEnvironment host, IServiceProvider services)
{
    public const string Invitations = "/account/invitations";
    public const string Previews = "/preview";

    /// <summary>
    /// <c>Portal:PublicUrl</c>; in Development without it, the address that the portal listens on. Null when neither is
    /// known: then no mail is sent, and a page shows links below the address in its reader's browser.
    /// </summary>
    public Uri? Root => portal.Value.PublicUrl ?? (host.IsDevelopment() ? Listening() : null);

    /// <summary>For mail, which the portal only sends when there is a root (see <c>NotificationsModule</c>).</summary>
    /// <param name="path">Starts with a slash; may have a query and a fragment.</param>
    public Uri Of(string path) => Below(Root ?? throw new InvalidOperationException("Set Portal:PublicUrl. Links in mail are built from it."), path);

    public static Uri Below(Uri root, string path) => new(root, path);

    /// <summary>The path of a link with its secret after the <c>#</c>.</summary>
    public static string PathOf(string page, string secret) => $"{page}#{secret}";

    /// <summary>The secret in a pasted text: the whole link, in the current or an older form, or just the secret.</summary>
    public static string SecretOf(string? pasted)
    {
        var text = (pasted ?? "").Trim();
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash >= 0 ? text[(hash + 1)..] : text[(text.LastIndexOf('/') + 1)..];
    }

    private Uri Listening()
    {
        var address = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (address is null)
        {
            return new Uri("http://localhost/");
        }

        // "Every address of this machine" isn't an address that a browser can open.
        var parsed = BindingAddress.Parse(address);
        var name = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parsed.Host;
        return new UriBuilder(parsed.Scheme, name, parsed.Port).Uri;
    }
}
