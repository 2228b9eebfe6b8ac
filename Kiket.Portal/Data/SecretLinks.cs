using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Data;

/// <summary>
/// Absolute addresses of links that open something to the person who has them: a password reset, a confirmation, an
/// invitation, a preview. Never built from a request: its sender chooses the host, and the secret would go there.
/// </summary>
/// <remarks>
/// The secret of an invitation and of a preview stands behind the <c>#</c>. Browsers do not send that part, so it is in
/// no log, no trace and no referrer; <c>links.js</c> posts it in the body of a form.
/// </remarks>
public sealed class SecretLinks(IOptions<PortalOptions> portal, IHostEnvironment host, IServiceProvider services)
{
    public const string Invitations = "/account/invitations";
    public const string Previews = "/preview";

    /// <summary>
    /// <c>Portal:PublicUrl</c>; in Development without it, where the portal listens. Null when nobody said where people
    /// reach the portal: then nothing is mailed, and a page shows links below the address its reader sees.
    /// </summary>
    public Uri? Root => portal.Value.PublicUrl ?? (host.IsDevelopment() ? Listening() : null);

    /// <summary>For mail, which the portal only sends with a root (see <c>NotificationsModule</c>).</summary>
    /// <param name="path">Begins with a slash; may have a query and a fragment.</param>
    public Uri Of(string path) => Below(Root ?? throw new InvalidOperationException("Set Portal:PublicUrl: links in mail are built from it."), path);

    public static Uri Below(Uri root, string path) => new(root, path);

    /// <summary>The path of a link with its secret behind the <c>#</c>.</summary>
    public static string PathOf(string page, string secret) => $"{page}#{secret}";

    /// <summary>The secret of what somebody pasted: the whole link, in today's or an older form, or the secret alone.</summary>
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

        // "Every address of this machine" is no place to go to.
        var parsed = BindingAddress.Parse(address);
        var name = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parsed.Host;
        return new UriBuilder(parsed.Scheme, name, parsed.Port).Uri;
    }
}
