using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

// ToUpper is translated to the database's own function, which has no culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Ratings;

/// <summary>Which ratings an operator looks at.</summary>
public enum RatingQueueState
{
    /// <summary>Those that wait, were reported, or are appealed about.</summary>
    Waiting,
    Hidden,
    Visible,
}

/// <summary>A rating with all that an operator decides by.</summary>
/// <param name="Reports">The open ones.</param>
/// <param name="Earlier">What it said before, newest first.</param>
/// <param name="Decisions">Newest first.</param>
public sealed record QueuedRating(
    Rating Rating,
    string Organization,
    string ExtensionId,
    string Name,
    string Publisher,
    IReadOnlyList<RatingReport> Reports,
    IReadOnlyList<RatingRevision> Earlier,
    IReadOnlyList<RatingDecision> Decisions)
{
    /// <summary>The appeal that waits; null when none does.</summary>
    public RatingDecision? Appealed => Decisions is [{ AppealedAt: not null } last, ..] && last.Revision == Rating.Revision ? last : null;
}

/// <summary>Reads ratings for operators, with a search in the names of both sides.</summary>
public sealed class RatingQueue(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    public const int MaxSearchLength = 100;

    public async Task<Result<Page<QueuedRating>>> RunAsync(
        RatingQueueState state, string? search, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ratings = state switch
        {
            RatingQueueState.Waiting => db.Set<Rating>().Where(one => one.AttentionAt != null),
            RatingQueueState.Hidden => db.Set<Rating>().Where(one => one.State == RatingState.Hidden),
            _ => db.Set<Rating>().Where(one => one.State == RatingState.Visible),
        };
        var rows =
            from rating in ratings.AsNoTracking()
            join organization in db.Set<Organization>() on rating.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on rating.ExtensionKey equals listing.ExtensionKey
            select new { Rating = rating, Organization = organization.Name, listing.ExtensionId, listing.NormalizedId, listing.Name, listing.PublisherName };
        var text = search?.Trim() ?? "";
        text = text.Length > MaxSearchLength ? text[..MaxSearchLength] : text;
        if (text.Length > 0)
        {
            var (lower, upper) = (text.ToLowerInvariant(), text.ToUpperInvariant());
            rows = rows.Where(row => row.NormalizedId.Contains(lower) || row.Name.ToUpper().Contains(upper) || row.Organization.ToUpper().Contains(upper));
        }

        var total = await rows.CountAsync(cancellationToken);
        var ordered = state == RatingQueueState.Waiting
            ? rows.OrderBy(row => row.Rating.AttentionAt).ThenBy(row => row.Rating.Id)
            : rows.OrderByDescending(row => row.Rating.WrittenAt).ThenBy(row => row.Rating.Id);
        var shown = await ordered.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var ids = shown.ConvertAll(row => row.Rating.Id);
        var reports = await db.Set<RatingReport>().AsNoTracking()
            .Where(one => ids.Contains(one.RatingId) && one.ClosedAt == null).OrderBy(one => one.At).ToListAsync(cancellationToken);
        var earlier = await db.Set<RatingRevision>().AsNoTracking()
            .Where(one => ids.Contains(one.RatingId)).OrderByDescending(one => one.Number).ToListAsync(cancellationToken);
        var decisions = await db.Set<RatingDecision>().AsNoTracking()
            .Where(one => ids.Contains(one.RatingId)).OrderByDescending(one => one.At).ToListAsync(cancellationToken);
        return new Page<QueuedRating>(
            [
                .. shown.Select(row => new QueuedRating(
                    row.Rating,
                    row.Organization,
                    row.ExtensionId,
                    row.Name,
                    row.PublisherName,
                    [.. reports.Where(one => one.RatingId == row.Rating.Id)],
                    [.. earlier.Where(one => one.RatingId == row.Rating.Id && one.Number < row.Rating.Revision)],
                    [.. decisions.Where(one => one.RatingId == row.Rating.Id)])),
            ],
            page,
            total);
    }
}
