using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

// ToUpper is translated to the database's own function, which has no culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Listings.Reports;

/// <summary>A report as operators read it.</summary>
/// <param name="Sender">Name of the person who sent it; null when they weren't signed in, or when their account was deleted.</param>
/// <param name="IsListed">The listing is visible now.</param>
public sealed record ReportRow(ListingReport Report, string? Sender, bool IsListed);

/// <summary>The reports about listings, for operators; those about one listing also for reviewers who don't belong to its publisher.</summary>
public sealed class ReportQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    private const int MaxSearchLength = 100;
    private const int MostOfListing = 50;

    /// <summary>Security first, then the newest.</summary>
    /// <param name="search">Part of an extension's id or of a listing's name.</param>
    public async Task<Result<Page<ReportRow>>> RunAsync(bool isHandled, string? search, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var reports = db.Set<ListingReport>().AsNoTracking().Where(report => report.HandledAt != null == isHandled);
        var text = search?.Trim() ?? "";
        text = text.Length > MaxSearchLength ? text[..MaxSearchLength] : text;
        if (text.Length > 0)
        {
            var (lower, upper) = (text.ToLowerInvariant(), text.ToUpperInvariant());
            reports = reports.Where(report => report.NormalizedId.Contains(lower) || report.ListingName.ToUpper().Contains(upper));
        }

        var total = await reports.CountAsync(cancellationToken);
        var shown = await reports
            .OrderByDescending(report => report.Reason == ReportReason.Security)
            .ThenByDescending(report => report.CreatedAt)
            .ThenBy(report => report.Id)
            .Skip(page.Skip).Take(page.Size)
            .Include(report => report.Entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Id))
            .ToListAsync(cancellationToken);
        return new Page<ReportRow>(await RowsAsync(db, shown, cancellationToken), page, total);
    }

    /// <summary>The reports about one listing: open ones first, then the newest; at most 50.</summary>
    public async Task<Result<IReadOnlyList<ReportRow>>> OfListingAsync(string extensionId, Actor actor, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await ReportAccess.RequireAsync(db, id, actor, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var reports = await db.Set<ListingReport>().AsNoTracking()
            .Where(report => report.NormalizedId == id)
            .OrderBy(report => report.HandledAt != null)
            .ThenByDescending(report => report.Reason == ReportReason.Security)
            .ThenByDescending(report => report.CreatedAt)
            .Take(MostOfListing)
            .Include(report => report.Entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Id))
            .ToListAsync(cancellationToken);
        return Result.Of(await RowsAsync(db, reports, cancellationToken));
    }

    private static async Task<IReadOnlyList<ReportRow>> RowsAsync(PortalDb db, List<ListingReport> reports, CancellationToken cancellationToken)
    {
        var (people, ids) = (reports.Select(report => report.ReportedBy).OfType<Guid>().ToHashSet(), reports.Select(report => report.NormalizedId).ToHashSet());
        var names = await db.Set<PortalUser>()
            .Where(user => people.Contains(user.Id))
            .Select(user => new { user.Id, user.DisplayName })
            .ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellationToken);
        var listed = await VisibleRegistry.Marketplace.Listed(db.Set<Listing>())
            .Where(listing => ids.Contains(listing.NormalizedId))
            .Select(listing => listing.NormalizedId)
            .ToHashSetAsync(cancellationToken);
        return reports.ConvertAll(report => new ReportRow(
            report, report.ReportedBy is { } person ? names.GetValueOrDefault(person) : null, listed.Contains(report.NormalizedId)));
    }
}
