using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks;

/// <summary>
/// Lets an Owner or Admin answer for a finding that blocks. It stops blocking, at this and at later commits, as long as
/// it is the same problem in the same file; reviewers see who said so and why.
/// </summary>
public sealed class OverrideFinding(IDbContextFactory<PortalDb> databases, ChecksTopic topic, TimeProvider clock)
{
    /// <param name="key">The finding's key.</param>
    public async Task<Result> RunAsync(Guid repositoryId, string commit, string key, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        if (text.Length is < FindingOverride.MinReason or > FindingOverride.MaxReason)
        {
            return Error.Field("reason", "reason_length", text.Length < FindingOverride.MinReason
                ? $"Say in a sentence why this is no danger ({FindingOverride.MinReason} characters or more): the reviewer decides by it."
                : $"The reason has {text.Length} characters; keep it to {FindingOverride.MaxReason}.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await FindAsync(db, repositoryId, commit, key, actor, cancellationToken)).TryGet(out var found, out var error))
        {
            return error;
        }

        if (await db.Set<FindingOverride>().AnyAsync(entry => entry.RepositoryId == repositoryId && entry.Key == key, cancellationToken))
        {
            // The second click of a double click, or a colleague's: it is given.
            return Result.Success();
        }

        var now = clock.GetUtcNow();
        db.Add(FindingOverride.Of(repositoryId, found.Finding, text, actor, now));
        RecordAudit.Add(db, actor, "check.finding_overridden", new AuditSubject("repository", found.Repository.FullName), now, found.Repository.OrganizationId, after: new { rule = found.Finding.Id, found.Finding.Path, found.Finding.Line, commit, reason = text });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await topic.PublishAsync(repositoryId);
        return Result.Success();
    }

    /// <summary>Takes an override back: the finding blocks again.</summary>
    public async Task<Result> WithdrawAsync(Guid repositoryId, string key, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await RepositoryAsync(db, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        if (await db.Set<FindingOverride>().SingleOrDefaultAsync(entry => entry.RepositoryId == repositoryId && entry.Key == key, cancellationToken) is { } given)
        {
            db.Remove(given);
            RecordAudit.Add(db, actor, "check.override_withdrawn", new AuditSubject("repository", repository.FullName), clock.GetUtcNow(), repository.OrganizationId, before: new { rule = given.RuleId, given.Path, given.Reason });
            await db.SaveChangesAsync(cancellationToken);
            await topic.PublishAsync(repositoryId);
        }

        return Result.Success();
    }

    private static async Task<Result<(ExtensionRepository Repository, Finding Finding)>> FindAsync(
        PortalDb db, Guid repositoryId, string commit, string key, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await RepositoryAsync(db, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        var report = await db.Set<CheckReport>().AsNoTracking().Include(candidate => candidate.Runs)
            .SingleOrDefaultAsync(candidate => candidate.RepositoryId == repositoryId && candidate.Commit == commit, cancellationToken);
        var finding = report?.OwnFindings.FirstOrDefault(candidate => candidate.Key == key);
        return finding is null
            ? Error.NotFound("finding_not_found", "This finding is gone: the checks ran again meanwhile. Reload the page.")
            : finding.Level == FindingLevel.Error
                ? (repository, finding)
                : Error.Conflict("finding_blocks_nothing", "This finding blocks nothing, so there is nothing to override.");
    }

    /// <summary>Absent and somebody else's look alike.</summary>
    private static async Task<Result<ExtensionRepository>> RepositoryAsync(PortalDb db, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == repositoryId, cancellationToken);
        if (repository is null)
        {
            return NotConnected;
        }

        var access = await OrganizationAccess.RequireAsync(db, repository.OrganizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken);
        return access.TryGet(out _, out var error) ? repository : error.Kind == ErrorKind.NotFound ? NotConnected : error;
    }

    private static Error NotConnected => Error.NotFound("repository_not_connected", "There is no such repository among those of your organization. Reload the page.");
}
