using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>Finds an installation for somebody who may see or change it.</summary>
public static class InstallationAccess
{
    public static Error NotFound(long number) => Error.NotFound(
        "installation_not_found", $"Your organization has no installation {number}. GET /api/v1/marketplace/installations lists them.");

    /// <summary>
    /// The installation, tracked. Absent, somebody else's, and that of an organization the person has left look alike; a role that is too low
    /// is refused with who can help.
    /// </summary>
    /// <param name="organizationId">The only organization to look in, such as a token's; null for any of the person's.</param>
    public static async Task<Result<Installation>> OpenAsync(
        PortalDb db, long number, Guid? organizationId, IActor actor, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        var installation = await db.Set<Installation>()
            .Where(candidate => organizationId == null || candidate.OrganizationId == organizationId)
            .SingleOrDefaultAsync(candidate => candidate.Number == number, cancellationToken);
        if (installation is null)
        {
            return NotFound(number);
        }

        var member = await OrganizationAccess.RequireAsync(db, installation.OrganizationId.ToString(), actor.UserId, minimum, cancellationToken);
        return member.TryGet(out _, out var error)
            ? installation
            : error.Kind == ErrorKind.NotFound ? NotFound(number) : error;
    }
}

/// <summary>"Something about this installation, or about the installations of this organization, changed", by its id.</summary>
public sealed class InstallationTopic(ILogger<InstallationTopic> logger) : LiveTopic(logger)
{
    public async Task PublishAsync(Installation installation)
    {
        await PublishAsync(installation.Id);
        await PublishAsync(installation.OrganizationId);
    }
}
