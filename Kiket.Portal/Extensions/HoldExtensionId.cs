using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// Makes sure that an extension id belongs to the organization and repository that submit it. Runs inside the
/// caller's transaction; the unique index settles a race.
/// </summary>
public sealed class HoldExtensionId(TimeProvider clock)
{
    /// <summary>The extension, held now if nobody did; refused with <c>extension_id_taken</c> when another organization holds it.</summary>
    public async Task<Result<Extension>> RunAsync(PortalDb db, string registry, string extensionId, Guid organizationId, Guid repositoryId, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        var held = await db.Set<Extension>().SingleOrDefaultAsync(
            extension => extension.Registry == registry && extension.NormalizedId == id, cancellationToken);
        if (Refusal(held, extensionId, organizationId, repositoryId) is { } error)
        {
            return error;
        }

        if (held is null)
        {
            held = Extension.Hold(registry, extensionId, organizationId, repositoryId, clock.GetUtcNow());
            db.Add(held);
        }

        return held;
    }

    /// <summary>Why an organization may not use an id, or null; for telling early, before anything is stored.</summary>
    public static Error? Refusal(Extension? held, string extensionId, Guid organizationId, Guid repositoryId)
    {
        if (held is null)
        {
            return null;
        }

        if (held.OrganizationId != organizationId)
        {
            return Error.Conflict(
                "extension_id_taken",
                $"The id {extensionId} already belongs to another organization. Choose another extension.id in the manifest, or write to support if the id is yours.");
        }

        return held.RepositoryId == repositoryId
            ? null
            : Error.Conflict(
                "extension_id_other_repository",
                $"Your organization publishes {extensionId} from another repository. Submit from that one, or choose another extension.id.");
    }
}
