using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Extensions;

/// <summary>A repository with GitHub's current data and the token that may read it.</summary>
/// <param name="Token">The new or stored token; null for a public repository read without one.</param>
/// <param name="TokenExpiresAt">Only known for a new token.</param>
public sealed record FoundRepository(RepositoryInfo Info, GitHubToken? Token, DateTimeOffset? TokenExpiresAt);

/// <summary>
/// Looks up an address on GitHub for an organization, with a new token or the stored one. Stores nothing. The caller must
/// check that the person may do this.
/// </summary>
public sealed class FindRepository(IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, IOptions<GitHubOptions> options)
{
    public async Task<Result<FoundRepository>> RunAsync(Guid organizationId, string url, GitHubToken? given, CancellationToken cancellationToken)
    {
        if (!RepositoryAddress.Parse(url, options.Value.Web).TryGet(out var address, out var error))
        {
            return error;
        }

        if (given is not null)
        {
            return (await gitHub.TestTokenAsync(address, given, cancellationToken)).TryGet(out var tested, out error)
                ? CanRead(tested, given)
                : error;
        }

        var stored = await StoredTokenAsync(organizationId, address, cancellationToken);
        if (!(await gitHub.GetRepositoryAsync(address, stored, cancellationToken)).TryGet(out var info, out error))
        {
            return error;
        }

        // Read with the portal's own token, which must not show strangers private repositories.
        return stored is null && info.IsPrivate
            ? Error.NotFound(
                GitHubErrors.RepositoryNotFound,
                $"{address.FullName} doesn't exist, or it is private. "
                + "For a private repository, paste a token that can read it (Contents: read, Metadata: read).")
            : new FoundRepository(info, stored, null);
    }

    private static Result<FoundRepository> CanRead(TokenInfo tested, GitHubToken token) => tested.CanRead
        ? new FoundRepository(tested.Repository, token, tested.ExpiresAt)
        : CannotRead(tested.Repository.FullName);

    internal static Error CannotRead(string fullName) => Error.Invalid(
        GitHubErrors.TokenLacksAccess,
        $"This token can see {fullName} but not read its files. Give it Contents: read and Metadata: read on this repository, or create a new one.");

    private async Task<GitHubToken?> StoredTokenAsync(Guid organizationId, RepositoryAddress address, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        // In memory because of the former names. An organization only has a few repositories.
        var known = await db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.OrganizationId == organizationId && repository.ProtectedToken != null)
            .ToListAsync(cancellationToken);
        var match = known.Find(repository => string.Equals(repository.FullName, address.FullName, StringComparison.OrdinalIgnoreCase))
            ?? known.Find(repository => repository.IsKnownAs(address.FullName));
        return match is null ? null : tokens.Reveal(match);
    }
}
