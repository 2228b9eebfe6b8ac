using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Installations;

/// <summary>
/// A person goes back to the release before the last upgrade, with the configuration of that time. Only to that release, for 30 days, and only
/// while it may still be installed. They agreed to its offer before, so nobody is asked again.
/// </summary>
public sealed class RollBackInstallation(UnitOfWork unit, StartOperation start)
{
    /// <returns>The operation.</returns>
    public Task<Result<Guid>> RunAsync(long number, Guid? organizationId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, number, organizationId, actor, cancellationToken), cancellationToken);

    /// <summary>Why it can't go back now; null when it can. One clock reading decides about the 30 days and about the sunset.</summary>
    public static Error? Problem(UpgradeFacts facts, Installation installation, DateTimeOffset now)
    {
        if (installation.Previous is not { } previous || facts.Find(previous.ReleaseId) is not { } target)
        {
            return Error.Conflict("nothing_to_roll_back", "There is nothing to roll back: it wasn't upgraded, or it was rolled back already.");
        }

        return now >= installation.RollbackUntil
            ? Error.Conflict(
                "rollback_expired",
                $"It was upgraded more than {Installation.RollbackTime.Days} days ago, so {target.Release.Version} can't be restored any more.")
            : TargetRules.Problem(facts, target, now);
    }

    private async Task<Result<Guid>> RunAsync(Work work, long number, Guid? organizationId, Actor actor, CancellationToken cancellationToken)
    {
        var opened = await InstallationAccess.OpenAsync(work.Db, number, organizationId, actor, OrganizationRole.Admin, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        if (await StartOperation.OpenAsync(work.Db, installation.Id, cancellationToken) is { } open)
        {
            return StartOperation.IsRunning(open);
        }

        var facts = await UpgradeFacts.ReadAsync(work.Db, installation.ExtensionKey, cancellationToken);
        if (Problem(facts, installation, work.Now) is { } problem)
        {
            return problem;
        }

        if (installation.BeginUpgrade() is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var operation = start.Add(work, installation, OperationKind.Rollback, installation.Current, installation.Previous!, actor);
        work.Audit(
            actor,
            "installation.rollback_requested",
            new AuditSubject("installation", facts.Extension.ExtensionId),
            installation.OrganizationId,
            before: new { facts.Find(installation.ReleaseId)!.Release.Version },
            after: new { facts.Find(installation.Previous!.ReleaseId)!.Release.Version });
        return operation.Id;
    }
}
