using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>A rating as everybody reads it.</summary>
/// <param name="Organization">The name of the one that wrote it.</param>
public sealed record ShownRating(Guid Id, string Organization, int Stars, string Text, string Version, DateTimeOffset CreatedAt, DateTimeOffset WrittenAt)
{
    public ShownReply? Reply { get; init; }
}

/// <summary>The publisher's reply.</summary>
/// <param name="AddressedIn">The version that does what the rating asks for; null for none.</param>
public sealed record ShownReply(string Text, string? AddressedIn, DateTimeOffset At);

/// <summary>The visible ratings of a listing.</summary>
/// <param name="Stars">How many have one star, two, and so on.</param>
public sealed record ListingRatings(ListedRating Total, IReadOnlyList<int> Stars, Page<ShownRating> Page);

/// <summary>One of a person's organizations, which may rate an extension or not.</summary>
/// <param name="Own">Its rating; null when it has none.</param>
/// <param name="Refusal">Why it may not; null when it may.</param>
public sealed record RatingRight(OrganizationSummary Organization, Rating? Own, Error? Refusal)
{
    /// <summary>The organization runs the extension, or did.</summary>
    public bool HasRun => Refusal is null or { Code: not ("not_installed" or RatingRules.OwnExtension) };
}

/// <summary>A rating as its own organization sees it.</summary>
/// <param name="Decision">The last one about what it says now; null for none.</param>
public sealed record OwnRating(Rating Rating, string Registry, string ExtensionId, string Name, RatingDecision? Decision);

/// <summary>A rating as the publisher sees it.</summary>
/// <param name="Decision">The last one about what it says now; null for none.</param>
public sealed record ReceivedRating(Rating Rating, string Organization, RatingDecision? Decision);

/// <summary>Reads ratings.</summary>
public sealed class RatingQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The visible ratings, newest first; null when people who see the registry don't see such a listing.</summary>
    public async Task<ListingRatings?> VisibleAsync(
        VisibleRegistry registry, string extensionId, PageRequest page, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await registry.Listed(db.Set<Listing>().AsNoTracking()).SingleOrDefaultAsync(one => one.NormalizedId == id, cancellationToken) is not { } listing)
        {
            return null;
        }

        var visible = db.Set<Rating>().AsNoTracking().Where(one => one.ExtensionKey == listing.ExtensionKey && one.State == RatingState.Visible);
        var counts = await visible.GroupBy(one => one.Stars)
            .Select(ratings => new { Stars = ratings.Key, Count = ratings.Count() })
            .ToDictionaryAsync(one => one.Stars, one => one.Count, cancellationToken);
        var shown = await (
            from rating in visible
            join organization in db.Set<Organization>() on rating.OrganizationId equals organization.Id
            orderby rating.WrittenAt descending, rating.Id
            select new ShownRating(
                rating.Id, organization.Name, rating.Stars, rating.Text, rating.Version, rating.CreatedAt, rating.WrittenAt)
            {
                Reply = rating.Reply == null ? null : new ShownReply(rating.Reply, rating.AddressedIn, rating.RepliedAt!.Value),
            })
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new ListingRatings(
            listing.Rating,
            [.. Enumerable.Range(1, ListedRating.MaxStars).Select(stars => counts.GetValueOrDefault(stars))],
            new Page<ShownRating>(shown, page, counts.Values.Sum()));
    }

    /// <summary>The person's organizations in which they are Owner or Admin, with what each may do; those that run it first.</summary>
    public async Task<IReadOnlyList<RatingRight>> RightsAsync(
        VisibleRegistry registry, string extensionId, Guid userId, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await registry.Listed(db.Set<Listing>().AsNoTracking()).SingleOrDefaultAsync(one => one.NormalizedId == id, cancellationToken) is not { } listing)
        {
            return [];
        }

        var able = new[] { OrganizationRole.Owner, OrganizationRole.Admin };
        var organizations = await (
            from member in db.Set<Membership>()
            where member.UserId == userId && able.Contains(member.Role)
            join organization in db.Set<Organization>() on member.OrganizationId equals organization.Id
            orderby organization.Name, organization.Slug
            select new OrganizationSummary(organization.Id, organization.Slug, organization.Name, member.Role))
            .ToListAsync(cancellationToken);
        var ids = organizations.ConvertAll(one => one.Id);
        var own = await db.Set<Rating>().AsNoTracking()
            .Where(one => one.ExtensionKey == listing.ExtensionKey && ids.Contains(one.OrganizationId) && one.State != RatingState.Withdrawn)
            .ToDictionaryAsync(one => one.OrganizationId, cancellationToken);
        var rights = new List<RatingRight>();
        foreach (var organization in organizations)
        {
            var right = await RatingAccess.EligibleAsync(db, organization.Id, listing, clock.GetUtcNow(), cancellationToken);
            rights.Add(new RatingRight(organization, own.GetValueOrDefault(organization.Id), right.Error));
        }

        return [.. rights.OrderByDescending(one => one.Refusal is null).ThenByDescending(one => one.HasRun)];
    }

    /// <summary>What an organization says, newest first, for its members.</summary>
    public async Task<Result<(OrganizationMember Member, Page<OwnRating> Ratings)>> OfOrganizationAsync(
        string organization, Guid userId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, userId, OrganizationRole.Member, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var ratings = db.Set<Rating>().AsNoTracking().Where(one => one.OrganizationId == member.OrganizationId && one.State != RatingState.Withdrawn);
        var total = await ratings.CountAsync(cancellationToken);
        var rows = await (
            from rating in ratings
            join listing in db.Set<Listing>() on rating.ExtensionKey equals listing.ExtensionKey
            orderby rating.WrittenAt descending, rating.Id
            select new { Rating = rating, listing.Registry, listing.ExtensionId, listing.Name })
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        var decisions = await DecisionsAsync(db, rows.ConvertAll(row => row.Rating), cancellationToken);
        return (member, new Page<OwnRating>(
            [.. rows.Select(row => new OwnRating(row.Rating, row.Registry, row.ExtensionId, row.Name, decisions.GetValueOrDefault(row.Rating.Id)))],
            page,
            total));
    }

    /// <summary>What is or was visible of an extension, newest first. The caller makes sure that a member of the publisher reads it.</summary>
    public async Task<Page<ReceivedRating>> ReceivedAsync(Guid extensionKey, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ratings = db.Set<Rating>().AsNoTracking().Where(one => one.ExtensionKey == extensionKey && one.State == RatingState.Visible);
        var total = await ratings.CountAsync(cancellationToken);
        var rows = await (
            from rating in ratings
            join organization in db.Set<Organization>() on rating.OrganizationId equals organization.Id
            orderby rating.WrittenAt descending, rating.Id
            select new { Rating = rating, organization.Name })
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        var decisions = await DecisionsAsync(db, rows.ConvertAll(row => row.Rating), cancellationToken);
        return new Page<ReceivedRating>(
            [.. rows.Select(row => new ReceivedRating(row.Rating, row.Name, decisions.GetValueOrDefault(row.Rating.Id)))], page, total);
    }

    /// <summary>The last decision about what each rating says now.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, RatingDecision>> DecisionsAsync(
        PortalDb db, IReadOnlyCollection<Rating> ratings, CancellationToken cancellationToken)
    {
        var ids = ratings.Select(rating => rating.Id).ToList();
        var revisions = ratings.ToDictionary(rating => rating.Id, rating => rating.Revision);
        var decisions = await db.Set<RatingDecision>().AsNoTracking().Where(one => ids.Contains(one.RatingId)).ToListAsync(cancellationToken);
        return decisions
            .Where(one => one.Revision == revisions[one.RatingId])
            .GroupBy(one => one.RatingId)
            .ToDictionary(group => group.Key, group => group.OrderByDescending(one => one.At).ThenByDescending(one => one.Id).First());
    }
}
