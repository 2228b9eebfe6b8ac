using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Releases;

/// <summary>A release as its publisher names it.</summary>
/// <param name="Organization">The publisher: slug or id.</param>
public sealed record NamedRelease(string Organization, string Registry, string ExtensionId, string Version);

/// <summary>A release that its publisher may change, with its extension.</summary>
public sealed record OpenedRelease(Extension Extension, Release Release);

/// <summary>Finds a release for an Owner or Admin of its publisher.</summary>
public static class ReleaseAccess
{
    /// <summary>The release, tracked. An extension of somebody else looks like none.</summary>
    public static async Task<Result<OpenedRelease>> OpenAsync(PortalDb db, NamedRelease named, IActor actor, CancellationToken cancellationToken)
    {
        var member = await OrganizationAccess.RequireAsync(db, named.Organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!member.TryGet(out var organization, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(named.ExtensionId.Trim());
        var extension = await db.Set<Extension>().SingleOrDefaultAsync(
            candidate => candidate.Registry == named.Registry && candidate.NormalizedId == id && candidate.OrganizationId == organization.OrganizationId,
            cancellationToken);
        if (extension is null)
        {
            return Error.NotFound(
                "extension_not_found", $"{organization.Name} publishes no such extension in the registry {Short(named.Registry)}. Check both.");
        }

        // A version is named without its build metadata, or with it.
        var key = VersionPolicy.Parse(named.Version).TryGet(out var version, out _) ? VersionPolicy.PrecedenceKey(version) : "";
        return await db.Set<Release>().SingleOrDefaultAsync(
            candidate => candidate.ExtensionKey == extension.Id && candidate.PrecedenceKey == key, cancellationToken) is { } release
            ? new OpenedRelease(extension, release)
            : Error.NotFound("version_not_found", $"{extension.ExtensionId} has no version {Short(named.Version)}. Check the version.");
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
