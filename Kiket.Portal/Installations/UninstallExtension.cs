using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <param name="OrganizationId">The only organization it may belong to, such as a token's; null for any of the person's.</param>
public sealed record UninstallExtensionRequest(
    long Number, Guid? OrganizationId, DepartureReason Reason, string Text, bool ShareName, DepartureData Data, Actor Actor);

/// <summary>
/// A person uninstalls an extension. What hasn't begun is cancelled; what runs ends first, and then it is uninstalled. Asking twice changes
/// nothing.
/// </summary>
public sealed class UninstallExtension(UnitOfWork unit, StartOperation start)
{
    public Task<Result> RunAsync(UninstallExtensionRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, request, cancellationToken), cancellationToken);

    private async Task<Result> RunAsync(Work work, UninstallExtensionRequest request, CancellationToken cancellationToken)
    {
        var (db, text) = (work.Db, request.Text.Trim());
        if (Departure.Problem(text) is { } problem)
        {
            return problem;
        }

        var opened = await InstallationAccess.OpenAsync(db, request.Number, request.OrganizationId, request.Actor, OrganizationRole.Admin, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        if (installation.State is InstallationState.Uninstalling or InstallationState.Uninstalled || installation.Departure is not null)
        {
            work.Discard();
            return Result.Success();
        }

        var departure = new Departure(request.Reason, text, request.ShareName, request.Data, request.Actor.UserId, request.Actor.Name);
        work.Audit(
            request.Actor,
            "installation.uninstall_requested",
            new AuditSubject("installation", await ExtensionIdAsync(work, installation, cancellationToken)),
            installation.OrganizationId,
            after: new { departure.Reason, departure.Text, departure.Data });
        return await EndAsync(start, work, installation, departure, request.Actor, cancellationToken);
    }

    /// <summary>Uninstalls at once what nothing runs for, and otherwise as soon as that has ended.</summary>
    internal static async Task<Result> EndAsync(
        StartOperation start, Work work, Installation installation, Departure departure, IActor? actor, CancellationToken cancellationToken)
    {
        var open = await StartOperation.OpenAsync(work.Db, installation.Id, cancellationToken);
        if (open is { CanBeCancelled: false })
        {
            installation.UninstallNext(departure);
            start.Wake(work, installation);
            return Result.Success();
        }

        if (open is not null)
        {
            open.Cancel("It is uninstalled instead.", work.Now);
            // The index allows one open operation, so this one must have ended before the next is stored.
            await work.Db.SaveChangesAsync(cancellationToken);
        }

        return Begin(start, work, installation, departure, actor);
    }

    /// <summary>Queues it, also after another operation that it had to wait for.</summary>
    internal static Result Begin(StartOperation start, Work work, Installation installation, Departure departure, IActor? actor)
    {
        if (installation.BeginUninstall(departure) is { Succeeded: false } refused)
        {
            return refused;
        }

        start.Add(work, installation, OperationKind.Uninstall, installation.Current, installation.Current, actor);
        return Result.Success();
    }

    internal static Task<string> ExtensionIdAsync(Work work, Installation installation, CancellationToken cancellationToken) => work.Db.Set<Extension>()
        .Where(extension => extension.Id == installation.ExtensionKey)
        .Select(extension => extension.ExtensionId)
        .SingleAsync(cancellationToken);
}
