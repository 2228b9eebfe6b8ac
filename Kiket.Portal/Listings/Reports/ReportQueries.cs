using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

// ToUpper is translated to the database's own function, which has no culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Listings.Reports;

/// <summary>A report as operators read it.</summary>
/// <param name="Sender">Name of the person who sent it; null when they weren't signed in, or when their account was deleted.</param>
/// <param name="IsListed">The listing is visible now.</param>
public sealed record ReportRow(ListingReport Report, string? Sender, bool IsListed);

/// <summary>The reports about listings, only for operators.</summary>
public sealed class ReportQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    private const int MaxSearchLength = 100;

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
        var listed = VisibleRegistry.Marketplace.Listed(db.Set<Listing>());
        var shown = await reports
            .OrderByDescending(report => report.Reason == ReportReason.Security)
            .ThenByDescending(report => report.CreatedAt)
            .ThenBy(report => report.Id)
            .Skip(page.Skip).Take(page.Size)
            .Select(report => new ReportRow(
                report,
                db.Set<PortalUser>().Where(user => user.Id == report.ReportedBy).Select(user => user.DisplayName).FirstOrDefault(),
                listed.Any(listing => listing.NormalizedId == report.NormalizedId)))
            .ToListAsync(cancellationToken);
        return new Page<ReportRow>(shown, page, total);
    }
}
