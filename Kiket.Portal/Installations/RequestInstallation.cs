using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>A member who may not install asks the Owners and Admins. Asking again while that waits changes nothing.</summary>
public sealed class RequestInstallation(UnitOfWork unit, NotifyPeople notify, InstallationTopic topic)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="registry">The registry it is listed in.</param>
    public Task<Result> RunAsync(string organization, string registry, string extensionId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, organization, registry, extensionId, actor, cancellationToken), cancellationToken);

    private async Task<Result> RunAsync(
        Work work, string organization, string registry, string extensionId, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(extensionId.Trim());
        var listing = VisibleRegistry.Named(registry, member) is { } visible
            ? await visible.Listed(db.Set<Listing>().AsNoTracking()).SingleOrDefaultAsync(found => found.NormalizedId == id, cancellationToken)
            : null;
        if (listing is null)
        {
            return Error.NotFound("extension_not_found", "There is no such extension that your organization can install. Check the id.");
        }

        if (await IsInstalledAsync(work, member.OrganizationId, listing.ExtensionKey, cancellationToken))
        {
            return Error.Conflict(InstallExtension.AlreadyInstalled, $"{member.Name} has already installed {listing.Name}.");
        }

        if (await db.Set<InstallationRequest>().AnyAsync(
            waiting => waiting.OrganizationId == member.OrganizationId && waiting.ExtensionKey == listing.ExtensionKey
                && waiting.PersonId == actor.UserId && waiting.State == RequestState.Waiting,
            cancellationToken))
        {
            work.Discard();
            return Result.Success();
        }

        var request = InstallationRequest.Of(member.OrganizationId, listing.ExtensionKey, actor.UserId, work.Now);
        db.Add(request);
        await NotifyAsync(work, member, listing, request, actor, cancellationToken);
        work.Audit(actor, "installation.asked_for", new AuditSubject("extension", listing.ExtensionId), member.OrganizationId);
        return Result.Success();
    }

    private async Task NotifyAsync(
        Work work, OrganizationMember member, Listing listing, InstallationRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, member.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "installation.asked_for",
                request.Id.ToString(),
                $"{actor.Name} asks you to install {listing.Name}",
                $"Look at what it may do and what it costs, then install it for {member.Name}, or decline with a reason.",
                $"/orgs/{member.Slug}/extensions#requests"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        work.Refresh(() => topic.PublishAsync(member.OrganizationId));
    }

    private static Task<bool> IsInstalledAsync(Work work, Guid organizationId, Guid extensionKey, CancellationToken cancellationToken) =>
        work.Db.Set<Installation>().AnyAsync(
            installation => installation.OrganizationId == organizationId && installation.ExtensionKey == extensionKey
                && installation.State != InstallationState.Uninstalled && installation.State != InstallationState.Failed,
            cancellationToken);
}
