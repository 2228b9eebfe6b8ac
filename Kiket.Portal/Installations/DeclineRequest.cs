using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>An Owner or Admin declines what a member asked for. The member reads why.</summary>
public sealed class DeclineRequest(UnitOfWork unit, NotifyPeople notify, InstallationTopic topic)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result> RunAsync(string organization, Guid requestId, string reason, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var db = work.Db;
            var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
            if (!access.TryGet(out var member, out var error))
            {
                return error;
            }

            var text = reason.Trim();
            if (PlainText.Problem(text, "reason", "The reason", InstallationRequest.MaxReason, "Say why, so that the member knows what to do.") is { } problem)
            {
                return problem;
            }

            var request = await db.Set<InstallationRequest>()
                .SingleOrDefaultAsync(found => found.Id == requestId && found.OrganizationId == member.OrganizationId, cancellationToken);
            if (request is null)
            {
                return Error.NotFound("request_not_found", "There is no such request. Reload the page.");
            }

            if (request.Decline(text, work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            var listing = await db.Set<Listing>().AsNoTracking()
                .SingleAsync(found => found.ExtensionKey == request.ExtensionKey, cancellationToken);
            await notify.AddAsync(
                db,
                [request.PersonId],
                new NotificationDraft(
                    NotificationKind.Release,
                    "installation.request_declined",
                    request.Id.ToString(),
                    $"{actor.Name} declined your request for {listing.Name}",
                    text,
                    $"/orgs/{member.Slug}/extensions/install/{listing.ExtensionId}"),
                cancellationToken);
            work.Audit(
                actor,
                "installation.request_declined",
                new AuditSubject("extension", listing.ExtensionId),
                member.OrganizationId,
                after: new { reason = text });
            work.Refresh(() => notify.PublishAsync([request.PersonId]));
            work.Refresh(() => topic.PublishAsync(member.OrganizationId));
            return Result.Success();
        },
        cancellationToken);
}
