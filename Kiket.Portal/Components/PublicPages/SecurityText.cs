using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Legal;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>Where people report vulnerabilities of the portal (RFC 9116).</summary>
internal static class SecurityText
{
    private const string Address = "/.well-known/security.txt";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Address, Read);

    private static IResult Read(IOptions<LegalOptions> legal, IOptions<PortalOptions> portal, TimeProvider clock)
    {
        if (legal.Value.SecurityContactUri is not { } contact)
        {
            return Results.NotFound();
        }

        // Counted from midnight, because the standard recommends less than a year.
        var expires = clock.GetUtcNow().UtcDateTime.Date.AddYears(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        // Never from the request: its sender chooses the host.
        var canonical = portal.Value.PublicUrl is { } root ? $"Canonical: {new Uri(root, Address)}\n" : "";
        return Results.Text($"Contact: {contact}\nExpires: {expires}\n{canonical}Preferred-Languages: en\n", "text/plain; charset=utf-8");
    }
}
