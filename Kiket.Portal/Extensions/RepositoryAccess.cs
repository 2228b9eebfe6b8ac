using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>The one door to a connected repository: for an Owner or Admin of its organization. Absent and somebody else's look alike.</summary>
internal static class RepositoryAccess
{
    /// <summary>The repository, tracked.</summary>
    public static async Task<Result<ExtensionRepository>> OpenAsync(
        PortalDb db, string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error))
        {
            return error;
        }

        var repository = await db.Set<ExtensionRepository>().SingleOrDefaultAsync(
            known => known.Id == repositoryId && known.OrganizationId == member.OrganizationId, cancellationToken);
        return repository is null
            ? Error.NotFound("repository_not_connected", "There is no such repository among those of your organization. Reload the page.")
            : repository;
    }

    /// <summary>The sentence for a change that lost against another one.</summary>
    public static Task<Error> LostAsync(PortalDb db) =>
        Task.FromResult<Error>(Error.Conflict("repository_changed", "Somebody else changed this repository at the same moment. Reload the page and try again."));

    public static Error NoToken(string fullName) => Error.Invalid(
        "repository_token_missing", $"No token is stored for {fullName}. Give one with Contents: read and Metadata: read.");

    public static Error UnreadableToken(string fullName) => Error.Invalid(
        "repository_token_unreadable", $"The stored token of {fullName} can no longer be decrypted. Replace it with a new one.");
}
