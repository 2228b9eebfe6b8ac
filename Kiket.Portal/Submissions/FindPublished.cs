using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>An extension that its publisher acts on.</summary>
/// <param name="Organization">The publisher: slug or id.</param>
public sealed record PublishedRequest(string Organization, string Registry, string ExtensionId, Accounts.Actor Actor);

/// <summary>Finds an extension for an Owner or Admin of its publisher. Absent and somebody else's look alike.</summary>
internal static class FindPublished
{
    public static async Task<Result<Extension>> RunAsync(PortalDb db, PublishedRequest request, CancellationToken cancellationToken)
    {
        var member = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!member.TryGet(out var organization, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(request.ExtensionId.Trim());
        var extension = await db.Set<Extension>().SingleOrDefaultAsync(
            candidate => candidate.Registry == request.Registry && candidate.NormalizedId == id && candidate.OrganizationId == organization.OrganizationId,
            cancellationToken);
        return extension is not null
            ? extension
            : Error.NotFound(
                "extension_not_found", $"{organization.Name} publishes no such extension in the registry {Short(request.Registry)}. Check both.");
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
