using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Publishing;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>How far rendering again is after the renderer changed.</summary>
/// <param name="Done">Sets of documents that the current renderer wrote.</param>
/// <param name="Left">Those that an older one wrote.</param>
/// <param name="Failing">Of those left, the ones that failed at least once.</param>
/// <param name="Problems">The failing ones that are tried next; at most 20.</param>
public sealed record RenderedDocuments(int Done, int Left, int Failing, IReadOnlyList<RenderingProblem> Problems);

/// <param name="Repository">Owner and name.</param>
public sealed record RenderingProblem(Guid Id, string Repository, string Commit, string Text, int Failures, DateTimeOffset NextAt)
{
    public string ShortCommit => Commit.Length > 7 ? Commit[..7] : Commit;
}

public sealed class RenderedDocumentsQuery(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    private const int MostProblems = 20;

    public async Task<Result<RenderedDocuments>> RunAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var outdated = OutdatedDocuments.In(db);
        var failing = outdated.Where(set => set.RenderFailures > 0);
        var problems = await (
            from set in failing
            join repository in db.Set<ExtensionRepository>() on set.RepositoryId equals repository.Id
            orderby set.RenderAgainAt, set.Id
            select new RenderingProblem(
                set.Id, repository.Owner + "/" + repository.Name, set.Commit, set.RenderProblem ?? "", set.RenderFailures, set.RenderAgainAt ?? set.CreatedAt))
            .Take(MostProblems)
            .ToListAsync(cancellationToken);
        return new RenderedDocuments(
            await OutdatedDocuments.Shown(db).CountAsync(set => set.Renderer >= RendererVersion.Current, cancellationToken),
            await outdated.CountAsync(cancellationToken),
            await failing.CountAsync(cancellationToken),
            problems);
    }
}
