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

/// <summary>A member who may not install asks the Owners and Admins. They are notified once per member and extension.</summary>
public sealed class RequestInstallation(UnitOfWork unit, NotifyPeople notify)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result> RunAsync(string organization, string extensionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await OrganizationAccess.RequireAsync(work.Db, organization, actor.UserId, OrganizationRole.Member, cancellationToken);
            if (!access.TryGet(out var member, out var error))
            {
                return error;
            }

            var (id, own) = (Extension.Normalize(extensionId.Trim()), member.Slug);
            var listing = await work.Db.Set<Listing>().AsNoTracking()
                .Where(found => found.NormalizedId == id && found.State == ListingState.Listed)
                .FirstOrDefaultAsync(found => found.Registry == Extension.Marketplace || found.Registry == own, cancellationToken);
            if (listing is null)
            {
                return Error.NotFound("extension_not_found", "There is no such extension that your organization can install. Check the id.");
            }

            var people = await OrganizationQueries.MemberIdsAsync(work.Db, member.OrganizationId, OrganizationRole.Admin, cancellationToken);
            await notify.AddAsync(
                work.Db,
                people,
                new NotificationDraft(
                    NotificationKind.Release,
                    "installation.asked_for",
                    $"{member.OrganizationId}:{listing.ExtensionKey}:{actor.UserId}",
                    $"{actor.Name} asks you to install {listing.Name}",
                    $"Look at what it may do and what it costs, then install it for {member.Name}.",
                    $"/orgs/{member.Slug}/extensions/install/{listing.ExtensionId}"),
                cancellationToken);
            work.Audit(actor, "installation.asked_for", new AuditSubject("extension", listing.ExtensionId), member.OrganizationId);
            work.Refresh(() => notify.PublishAsync(people));
            return Result.Success();
        },
        cancellationToken);
}
