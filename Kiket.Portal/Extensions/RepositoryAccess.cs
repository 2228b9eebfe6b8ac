using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// The only access to a connected repository: for an Owner or Admin of its organization. Missing and someone else's
/// look the same.
/// </summary>
internal static class RepositoryAccess
{
    /// <summary>The repository, tracked.</summary>
    public static async Task<Result<ExtensionRepository>> OpenAsync(
        PortalDb db, string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var repository = await db.Set<ExtensionRepository>().SingleOrDefaultAsync(
            known => known.Id == repositoryId && known.OrganizationId == member.OrganizationId, cancellationToken);
        return repository is null
            ? Error.NotFound("repository_not_connected", "Your organization has no such repository. Reload the page.")
            : repository;
    }

    /// <summary>The refusal for a change that lost a race against another one.</summary>
    public static Task<Error> LostAsync(PortalDb db) =>
        Task.FromResult<Error>(Error.Conflict("repository_changed", "Someone else has just changed this repository. Reload the page and try again."));

    public static Error NoToken(string fullName) => Error.Invalid(
        "repository_token_missing", $"No token is stored for {fullName}. Add one with Contents: read and Metadata: read.");

    public static Error UnreadableToken(string fullName) => Error.Invalid(
        "repository_token_unreadable", $"The stored token of {fullName} can't be decrypted any more. Replace it with a new one.");
}
