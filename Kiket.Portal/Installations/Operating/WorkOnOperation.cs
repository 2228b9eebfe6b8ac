using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Takes an operation from step to step. Each step stores what it did together with the next step, so that one that is killed is done again
/// from its beginning, and one that is done isn't done twice.
/// </summary>
public sealed partial class WorkOnOperation(UnitOfWork unit, OperationSteps steps, StartOperation start, ILogger<WorkOnOperation> logger)
{
    /// <summary>
    /// Of one organization at a time, on all nodes together: its many upgrades at once don't keep those of others waiting, and an extension that
    /// breaks is noticed before all of them have it.
    /// </summary>
    public const int MostPerOrganization = 3;

    /// <summary>Works on one operation until it ends or waits. False when another worker has it, or its organization has no free place.</summary>
    public async Task<bool> TryAsync(Guid operationId, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(operationId, cancellationToken) is not { } claim)
        {
            return false;
        }

        try
        {
            while (await StepAsync(claim, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its lease runs out, and the step is done again.
            Broken(logger, exception, operationId);
        }

        return true;
    }

    private async Task<OperationClaim?> ClaimAsync(Guid operationId, CancellationToken cancellationToken)
    {
        var claimed = await unit.RunAsync<OperationClaim?>(
            async work =>
            {
                var operation = await work.Db.Set<InstallationOperation>().SingleAsync(candidate => candidate.Id == operationId, cancellationToken);
                if (!operation.IsDue(work.Now))
                {
                    work.Discard();
                    return Result.Of<OperationClaim?>(null);
                }

                var installation = await InstallationAsync(work, operation, cancellationToken);
                if (await IsFullAsync(work, installation.OrganizationId, operation.Id, cancellationToken))
                {
                    work.Discard();
                    return Result.Of<OperationClaim?>(null);
                }

                if (operation.Claim(work.Now))
                {
                    start.Wake(work, installation, wakesWorkers: false);
                    return Result.Of<OperationClaim?>(new OperationClaim(operation.Id, operation.Claims));
                }

                await steps.FailAsync(
                    new OperationContext(work, operation, installation),
                    Error.Unavailable("gave_up", "It was started again and again and never finished. Try it once more, or write to the marketplace's support."),
                    cancellationToken);
                return Result.Of<OperationClaim?>(null);
            },
            cancellationToken,
            // Two nodes that each take the last free place of an organization: one of them counts again.
            counts: true);
        return claimed.TryGet(out var claim, out _) ? claim : null;
    }

    /// <returns>Whether there is more to do now.</returns>
    private async Task<bool> StepAsync(OperationClaim claim, CancellationToken cancellationToken)
    {
        // A call may take a minute, so it is made outside of the transaction that stores its answer.
        var reply = await steps.CallAsync(claim, cancellationToken);
        var done = await unit.RunAsync<bool>(
            async work =>
            {
                var operation = await work.Db.Set<InstallationOperation>().SingleAsync(candidate => candidate.Id == claim.OperationId, cancellationToken);
                if (operation.State != OperationState.Running || operation.Claims != claim.Claims)
                {
                    // The lease ran out, and another worker has taken over.
                    work.Discard();
                    return false;
                }

                var installation = await InstallationAsync(work, operation, cancellationToken);
                await steps.RunAsync(new OperationContext(work, operation, installation), reply, cancellationToken);
                start.Wake(work, installation, wakesWorkers: false);
                return operation.State == OperationState.Running;
            },
            cancellationToken);
        if (done.TryGet(out var isMore, out var lost))
        {
            return isMore;
        }

        Postponed(logger, claim.OperationId, lost.Message);
        return false;
    }

    /// <summary>Organizations with no free place. One whose worker died has its place back when the lease ends.</summary>
    internal static IQueryable<Guid> Full(PortalDb db, DateTimeOffset now) => Running(db, now)
        .GroupBy(running => running.OrganizationId)
        .Where(running => running.Count() >= MostPerOrganization)
        .Select(running => running.Key);

    private static async Task<bool> IsFullAsync(Work work, Guid organizationId, Guid operationId, CancellationToken cancellationToken) =>
        await Running(work.Db, work.Now).CountAsync(
            running => running.OrganizationId == organizationId && running.OperationId != operationId, cancellationToken) >= MostPerOrganization;

    private static IQueryable<RunningOperation> Running(PortalDb db, DateTimeOffset now) =>
        from operation in db.Set<InstallationOperation>()
        where operation.State == OperationState.Running && operation.LeaseUntil >= now
        join installation in db.Set<Installation>() on operation.InstallationId equals installation.Id
        select new RunningOperation { OperationId = operation.Id, OrganizationId = installation.OrganizationId };

    private static Task<Installation> InstallationAsync(Work work, InstallationOperation operation, CancellationToken cancellationToken) =>
        work.Db.Set<Installation>().SingleAsync(candidate => candidate.Id == operation.InstallationId, cancellationToken);

    private sealed class RunningOperation
    {
        public Guid OperationId { get; init; }

        public Guid OrganizationId { get; init; }
    }

    [LoggerMessage(LogLevel.Error, "Operation {Operation} failed in the middle of a step. The step is done again.")]
    private static partial void Broken(ILogger logger, Exception exception, Guid operation);

    [LoggerMessage(LogLevel.Warning, "A step of operation {Operation} lost again and again, and is done again later: {Reason}")]
    private static partial void Postponed(ILogger logger, Guid operation, string reason);
}

/// <summary>A worker's hold on an operation.</summary>
/// <param name="Claims">Its number: another one means that another worker has taken over.</param>
public sealed record OperationClaim(Guid OperationId, int Claims);

/// <summary>An operation inside the transaction of one of its steps.</summary>
public sealed record OperationContext(Work Work, InstallationOperation Operation, Installation Installation);
