using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Snapshots;

/// <summary>
/// Reads the documents of a commit that was read before, at that commit, with the renderer of today. Stores nothing but the pictures.
/// </summary>
public sealed class ReadDocumentsAgain(
    IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, ReadCommitDocuments readDocuments)
{
    /// <returns>Refused when GitHub doesn't give the commit any more, or not now.</returns>
    public async Task<Result<DocumentationReading>> RunAsync(Guid documentSetId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var read = await db.Set<CommitSnapshot>().AsNoTracking()
            .Where(snapshot => snapshot.DocumentSetId == documentSetId)
            .OrderByDescending(snapshot => snapshot.ReadAt)
            .Select(snapshot => new { snapshot.RepositoryId, snapshot.Commit, snapshot.Manifest })
            .FirstAsync(cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(candidate => candidate.Id == read.RepositoryId, cancellationToken);
        var token = tokens.Reveal(repository);
        if (token is null && repository.ProtectedToken is not null)
        {
            return RepositoryAccess.UnreadableToken(repository.FullName);
        }

        // By its number, because a stranger can have taken a freed name.
        if (!(await gitHub.GetRepositoryAsync(repository.GitHubId, repository.FullName, token, cancellationToken)).TryGet(out var info, out var error)
            || !(await gitHub.GetTreeAsync(info, read.Commit, token, cancellationToken)).TryGet(out var tree, out error))
        {
            return error;
        }

        return await readDocuments.RunAsync(new CommitDocumentsRequest(info, token, tree with { Commit = read.Commit }, read.Manifest), cancellationToken);
    }
}
