using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Notifies people of how an operation ended: the person who asked for it, or the Owners and Admins when the policy did. Once, however often
/// it runs.
/// </summary>
public sealed class NotifyOfOperation(NotifyPeople notify)
{
    public Task<string> ExtensionIdAsync(PortalDb db, Installation installation, CancellationToken cancellationToken) => db.Set<Extension>()
        .Where(extension => extension.Id == installation.ExtensionKey)
        .Select(extension => extension.ExtensionId)
        .SingleAsync(cancellationToken);

    public async Task AddAsync(Work work, InstallationOperation operation, Installation installation, CancellationToken cancellationToken)
    {
        var db = work.Db;
        IReadOnlyList<Guid> people = operation.RequestedBy is { } person
            ? [person]
            : await OrganizationQueries.MemberIdsAsync(db, installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var name = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == installation.ExtensionKey)
            .Select(listing => listing.Name)
            .SingleAsync(cancellationToken);
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(one => one.Id == installation.OrganizationId, cancellationToken);
        var versions = await db.Set<Release>()
            .Where(release => release.Id == operation.From.ReleaseId || release.Id == operation.To.ReleaseId)
            .ToDictionaryAsync(release => release.Id, release => release.Version, cancellationToken);
        var (title, body) = Text(operation, name, versions[operation.From.ReleaseId], versions[operation.To.ReleaseId]);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "installation.operation",
                operation.Id.ToString(),
                title,
                body,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/orgs/{organization.Slug}/extensions/installed/{installation.Number}")),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }

    private static (string Title, string Body) Text(InstallationOperation operation, string name, string from, string to)
    {
        var warning = operation.Warning is { Length: > 0 } text ? $" {text}" : "";
        return (operation.Kind, operation.State) switch
        {
            (OperationKind.Install, OperationState.Failed) => ($"{name} {to} could not be installed", operation.ErrorMessage!),
            (OperationKind.Upgrade, OperationState.Failed) => ($"{name} could not be upgraded to {to}", $"{operation.ErrorMessage} {from} keeps running."),
            (OperationKind.Rollback, OperationState.Failed) => ($"{name} could not be rolled back to {to}", $"{operation.ErrorMessage} {from} keeps running."),
            (OperationKind.Uninstall, OperationState.Failed) => ($"{name} could not be uninstalled", operation.ErrorMessage!),
            (OperationKind.Install, _) => (
                $"{name} {to} is installed",
                (operation.CallsWhenHosted ? "Its container starts now." : "It runs for your organization now.") + warning),
            (OperationKind.Upgrade, _) => (
                $"{name} runs {to} now",
                (operation.IsAutomatic ? $"Your policy upgraded it from {from}." : $"It was upgraded from {from}.")
                    + $" You can roll it back for {Installation.RollbackTime.Days} days.{warning}"),
            (OperationKind.Rollback, _) => ($"{name} runs {to} again", $"It was rolled back from {from}, which is skipped from now on.{warning}"),
            _ => ($"{name} is uninstalled", "It no longer runs for your organization, and its secrets are deleted."),
        };
    }
}
