using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Components.Listings;

/// <summary>The address on GitHub of a file at the commit that was read.</summary>
public sealed class SourceAddress(IDbContextFactory<PortalDb> databases, GitHubLinks links)
{
    public async Task<string> OfAsync(CommitSnapshot snapshot, string path, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(candidate => candidate.Id == snapshot.RepositoryId, cancellationToken);
        return links.File(repository.FullName, snapshot.Commit, path);
    }
}
