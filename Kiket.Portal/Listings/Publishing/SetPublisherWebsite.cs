using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>An Owner or Admin sets the website that their publisher's page shows, or removes it.</summary>
public sealed class SetPublisherWebsite(UnitOfWork unit, ListingTopic topic)
{
    /// <param name="website">Empty to remove it.</param>
    public Task<Result> RunAsync(string organization, string website, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => SetAsync(work, organization, website, actor, cancellationToken), cancellationToken);

    private async Task<Result> SetAsync(Work work, string slug, string website, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await OrganizationAccess.RequireAsync(db, slug, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var refused))
        {
            return refused;
        }

        var organization = await db.Set<Organization>().SingleAsync(one => one.Id == member.OrganizationId, cancellationToken);
        var before = organization.Website;
        if (organization.SetWebsite(website) is { Succeeded: false } invalid)
        {
            return invalid;
        }

        if (organization.Website == before)
        {
            return Result.Success();
        }

        work.Audit(
            actor,
            "organization.website_changed",
            new AuditSubject("organization", organization.Id),
            organization.Id,
            before: new { website = before },
            after: new { website = organization.Website });
        // The publisher's page is cached with the catalogue, which any of its listings changes.
        var listed = await db.Set<Listing>()
            .Where(listing => listing.OrganizationId == organization.Id)
            .Select(listing => (Guid?)listing.ExtensionKey)
            .FirstOrDefaultAsync(cancellationToken);
        if (listed is { } extension)
        {
            work.Refresh(() => topic.PublishAsync(extension));
        }

        return Result.Success();
    }
}
