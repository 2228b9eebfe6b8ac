using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <param name="Extension">The portal's id of the extension.</param>
/// <param name="Organization">Slug of the organization that gets it.</param>
/// <param name="Repository">The connected repository (owner/name) that publishes it there.</param>
/// <param name="Confirmed">The operator has confirmed that a listing moves too.</param>
public sealed record MoveExtensionIdRequest(Guid Extension, string Organization, string Repository, string Reason, bool Confirmed, Actor Actor);

/// <summary>
/// An operator moves an extension id to the organization that it belongs to, with its listing if there is one, or frees one
/// that is only reserved. Open submissions of the previous organization go back to it. Both organizations are notified and
/// have an entry in their audit logs.
/// </summary>
public sealed class ChangeExtensionId(
    UnitOfWork unit, PlatformAccess platform, LoseExtensionId loseId, NotifyPeople notify, IndexListing index, ListingTopic listings)
{
    public const int MaxReason = 1000;

    public async Task<Result> MoveAsync(MoveExtensionIdRequest request, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(request.Reason, request.Actor, cancellationToken) is { } refused)
        {
            return refused;
        }

        return await unit.RunAsync(work => MoveAsync(work, request, cancellationToken), cancellationToken, LostAsync);
    }

    private async Task<Result> MoveAsync(Work work, MoveExtensionIdRequest request, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await FindAsync(db, request.Extension, cancellationToken)).TryGet(out var extension, out var error)
            || !(await TargetAsync(db, request, cancellationToken)).TryGet(out var target, out error))
        {
            return error;
        }

        var listing = await db.Set<Listing>().SingleOrDefaultAsync(candidate => candidate.ExtensionKey == extension.Id, cancellationToken);
        if (listing is not null && !request.Confirmed)
        {
            return Error.Field(
                "confirmed", "listing_moves_too", $"{listing.Name} is listed under {listing.PublisherName} and moves too. Tick this to confirm.");
        }

        var before = extension.OrganizationId;
        if (extension.MoveTo(target.Organization.Id, target.Repository.Id, now) is { Succeeded: false } there)
        {
            return there;
        }

        work.Raise(new ExtensionMoved(extension.Id, before, target.Organization.Id, target.Repository.Id));
        var isVerified = target.Repository.Verification != VerificationMethod.None;
        if (listing is not null)
        {
            listing.MoveTo(new ListedPublisher(target.Organization.Id, target.Organization.Slug, target.Organization.Name, isVerified), now);
            // A search finds it by its publisher's name, too.
            await index.RunAsync(db, listing, cancellationToken);
        }

        var lost = before == target.Organization.Id
            ? null
            : await loseId.AddAsync(db, extension, before, LostIdReason.Operator, request.Actor, cancellationToken);
        var people = new List<Guid>();
        foreach (var organization in new[] { before, target.Organization.Id }.Distinct())
        {
            work.Audit(
                request.Actor,
                "extension_id.moved",
                new AuditSubject("extension_id", extension.ExtensionId),
                organization,
                new { organization = before },
                new { organization = target.Organization.Id, repository = target.Repository.FullName, reason = request.Reason.Trim() });
            people.AddRange(await AddNoticeAsync(
                db,
                extension,
                organization,
                $"{extension.ExtensionId} now belongs to {target.Organization.Name}",
                request.Reason,
                now,
                cancellationToken));
        }

        work.Refresh(() => PublishAsync(lost, people));
        if (listing is not null)
        {
            work.Refresh(() => listings.PublishAsync(extension.Id));
        }

        return Result.Success();
    }

    public async Task<Result> FreeAsync(Guid extensionKey, string reason, Actor actor, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(reason, actor, cancellationToken) is { } refused)
        {
            return refused;
        }

        return await unit.RunAsync(work => FreeAsync(work, extensionKey, reason, actor, cancellationToken), cancellationToken, LostAsync);
    }

    private async Task<Result> FreeAsync(Work work, Guid extensionKey, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await FindAsync(db, extensionKey, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var before = new { extension.ReservedUntil };
        if (extension.Free(now) is { Succeeded: false } owned)
        {
            return owned;
        }

        var lost = await loseId.AddAsync(db, extension, extension.OrganizationId, LostIdReason.Operator, actor, cancellationToken);
        work.Audit(
            actor,
            "extension_id.freed",
            new AuditSubject("extension_id", extension.ExtensionId),
            extension.OrganizationId,
            before,
            new { extension.ReservedUntil, reason = reason.Trim() });
        var people = await AddNoticeAsync(
            db, extension, extension.OrganizationId, $"Your reservation of {extension.ExtensionId} has ended", reason, now, cancellationToken);
        work.Refresh(() => PublishAsync(lost, people));
        return Result.Success();
    }

    private async Task<Error?> RefusalAsync(string reason, Actor actor, CancellationToken cancellationToken) =>
        (await platform.RequireOperatorAsync(actor.UserId, cancellationToken)).Error
        ?? PlainText.Problem(reason.Trim(), "reason", "The reason", MaxReason, "Enter a reason. The organizations will read it.");

    private static async Task<Result<Extension>> FindAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken) =>
        await db.Set<Extension>().SingleOrDefaultAsync(candidate => candidate.Id == extensionKey, cancellationToken) switch
        {
            null => Error.NotFound("extension_not_found", "This extension id doesn't exist. Reload the page."),
            { Registry: Extension.Marketplace } extension => extension,
            { } extension => Error.Conflict(
                "registry_private", $"{extension.ExtensionId} is in the private registry {extension.Registry}, which only that organization can change."),
        };

    private static async Task<Result<(Organization Organization, ExtensionRepository Repository)>> TargetAsync(
        PortalDb db, MoveExtensionIdRequest request, CancellationToken cancellationToken)
    {
        var slug = request.Organization.Trim().ToLowerInvariant();
        if (await db.Set<Organization>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Slug == slug, cancellationToken) is not { } organization)
        {
            return Error.Field("organization", "organization_not_found", "There is no organization with this short name. Look it up under Organizations.");
        }

        var name = ExtensionRepository.Normalize(request.Repository.Trim());
        var own = db.Set<ExtensionRepository>().AsNoTracking().Where(candidate => candidate.OrganizationId == organization.Id);
        var connected = await own.OrderBy(candidate => candidate.NormalizedName).Take(20).ToListAsync(cancellationToken);
        var repository = await own.FirstOrDefaultAsync(candidate => candidate.NormalizedName == name, cancellationToken);
        return repository is not null
            ? (organization, repository)
            : Error.Field(
                "repository",
                "repository_not_connected",
                connected.Count == 0
                    ? $"{organization.Name} hasn't connected a repository yet. Ask them to start a submission and read the repository first."
                    : $"{organization.Name} hasn't connected this repository. "
                        + $"It has connected {string.Join(", ", connected.Select(candidate => candidate.FullName))}.");
    }

    private async Task<IReadOnlyList<Guid>> AddNoticeAsync(
        PortalDb db, Extension extension, Guid organization, string title, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var people = await OrganizationQueries.MemberIdsAsync(db, organization, OrganizationRole.Admin, cancellationToken);
        var slug = await db.Set<Organization>()
            .Where(candidate => candidate.Id == organization)
            .Select(candidate => candidate.Slug)
            .SingleAsync(cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "extension_id.changed",
                $"{extension.Id}:{organization}:{now.UtcTicks}",
                title,
                $"An operator decided this: {reason.Trim()}",
                $"/orgs/{slug}/extensions"),
            cancellationToken);
        return people;
    }

    private static Task<Error> LostAsync(PortalDb db) =>
        Task.FromResult(Error.Conflict("extension_changed", "This extension id has just changed. Check it, then try again."));

    private async Task PublishAsync(LostId? lost, IReadOnlyList<Guid> people)
    {
        await loseId.PublishAsync(lost);
        await notify.PublishAsync(people);
    }
}
