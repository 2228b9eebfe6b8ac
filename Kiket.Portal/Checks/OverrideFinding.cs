using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks;

/// <summary>
/// Lets an Owner or Admin override a blocking finding. It stops blocking, at this and later commits, as long as it is the
/// same problem in the same file. Reviewers see who overrode it and why.
/// </summary>
public sealed class OverrideFinding(UnitOfWork unit, ChecksTopic topic)
{
    /// <param name="key">The finding's key.</param>
    public async Task<Result> RunAsync(Guid repositoryId, string commit, string key, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        if (text.Length is < FindingOverride.MinReason or > FindingOverride.MaxReason)
        {
            return Error.Field("reason", "reason_length", text.Length < FindingOverride.MinReason
                ? $"Explain in a sentence why this isn't a danger ({FindingOverride.MinReason} characters or more). The reviewer reads it."
                : $"The reason has {text.Length} characters; the limit is {FindingOverride.MaxReason}.");
        }

        return await unit.RunAsync(work => OverrideAsync(work, (repositoryId, commit, key), text, actor, cancellationToken), cancellationToken);
    }

    private async Task<Result> OverrideAsync(
        Work work, (Guid Repository, string Commit, string Key) which, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var (repositoryId, commit, key) = which;
        var db = work.Db;
        if (!(await FindAsync(db, repositoryId, commit, key, actor, cancellationToken)).TryGet(out var found, out var error))
        {
            return error;
        }

        if (await db.Set<FindingOverride>().AnyAsync(entry => entry.RepositoryId == repositoryId && entry.Key == key, cancellationToken))
        {
            // The second click of a double click, or a colleague was first: the override exists.
            return Result.Success();
        }

        db.Add(FindingOverride.Of(repositoryId, found.Finding, reason, actor, work.Now));
        work.Audit(
            actor,
            "check.finding_overridden",
            new AuditSubject("repository", found.Repository.FullName),
            found.Repository.OrganizationId,
            after: new { rule = found.Finding.Id, found.Finding.Path, found.Finding.Line, commit, reason });
        work.Refresh(() => topic.PublishAsync(repositoryId));
        return Result.Success();
    }

    /// <summary>Withdraws an override, so that the finding blocks again.</summary>
    public Task<Result> WithdrawAsync(Guid repositoryId, string key, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => WithdrawAsync(work, repositoryId, key, actor, cancellationToken), cancellationToken);

    private async Task<Result> WithdrawAsync(Work work, Guid repositoryId, string key, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await RepositoryAsync(db, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        var overrides = db.Set<FindingOverride>();
        if (await overrides.SingleOrDefaultAsync(entry => entry.RepositoryId == repositoryId && entry.Key == key, cancellationToken) is { } given)
        {
            db.Remove(given);
            work.Audit(
                actor,
                "check.override_withdrawn",
                new AuditSubject("repository", repository.FullName),
                repository.OrganizationId,
                before: new { rule = given.RuleId, given.Path, given.Reason });
            work.Refresh(() => topic.PublishAsync(repositoryId));
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
            ? Error.NotFound("finding_not_found", "This finding no longer exists, because the checks ran again. Reload the page.")
            : finding.Level == FindingLevel.Error
                ? (repository, finding)
                : Error.Conflict("finding_blocks_nothing", "This finding doesn't block anything, so there is nothing to override.");
    }

    /// <summary>Missing and someone else's look the same.</summary>
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

    private static Error NotConnected =>
        Error.NotFound("repository_not_connected", "Your organization has no such repository. Reload the page.");
}
