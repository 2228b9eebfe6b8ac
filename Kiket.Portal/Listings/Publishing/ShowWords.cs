using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Events;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>What became different on a listing.</summary>
/// <param name="Documents">How many files were added, changed or removed.</param>
/// <param name="Others">Names of what else changed, such as <c>summary</c>.</param>
public sealed record ShownWords(int Documents, IReadOnlyList<string> Others)
{
    public bool IsChange => Documents > 0 || Others.Count > 0;
}

/// <summary>
/// Shows the texts of a later commit of the listed version, inside the caller's unit of work. Listing, search and cached pages
/// stay as they are when a reader would see no difference.
/// </summary>
public sealed class ShowWords(IndexListing index, ListingTopic topic, ListingDocumentsTopic documents)
{
    public async Task<ShownWords> RunAsync(Work work, Listing listing, ListedWords shown, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var change = new ShownWords(
            await ChangedDocumentsAsync(db, listing.DocumentSetId, shown.DocumentSetId, cancellationToken), [.. Others(listing, shown)]);
        if (!change.IsChange)
        {
            return change;
        }

        listing.ShowWords(shown, work.Now);
        await db.SaveChangesAsync(cancellationToken);
        await index.RunAsync(db, listing, cancellationToken);
        work.Refresh(() => change.Others.Count == 0 ? documents.PublishAsync(listing.ExtensionKey) : topic.PublishAsync(listing.ExtensionKey));
        return change;
    }

    private static IEnumerable<string> Others(Listing listing, ListedWords shown)
    {
        if (listing.Name != shown.Name)
        {
            yield return "name";
        }

        if (listing.Summary != shown.Summary)
        {
            yield return "summary";
        }

        if (!listing.Tags.SequenceEqual(shown.Tags, StringComparer.Ordinal))
        {
            yield return "tags";
        }

        if (listing.ManifestIcon != shown.Icon)
        {
            yield return "icon";
        }
    }

    private static async Task<int> ChangedDocumentsAsync(PortalDb db, Guid? before, Guid? after, CancellationToken cancellationToken)
    {
        if (before == after)
        {
            return 0;
        }

        var (old, current) = (await PagesAsync(db, before, cancellationToken), await PagesAsync(db, after, cancellationToken));
        return old.Keys.Union(current.Keys, StringComparer.Ordinal)
            .Count(path => !old.TryGetValue(path, out var was) || !current.TryGetValue(path, out var now) || !was.SequenceEqual(now, StringComparer.Ordinal));
    }

    /// <summary>What each file shows. Links to other files name the commit, which isn't a difference.</summary>
    private static async Task<Dictionary<string, List<string>>> PagesAsync(PortalDb db, Guid? set, CancellationToken cancellationToken)
    {
        var commit = await db.Set<DocumentSet>()
            .Where(candidate => candidate.Id == set)
            .Select(candidate => candidate.Commit)
            .SingleOrDefaultAsync(cancellationToken);
        var pages = await db.Set<DocumentPage>().AsNoTracking()
            .Where(page => page.DocumentSetId == set)
            .OrderBy(page => page.Order)
            .ToListAsync(cancellationToken);
        return pages.GroupBy(page => $"{page.Tab} {page.Path}", StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.Select(page => $"{page.Version}\n{page.Title}\n{page.Description}\n{page.Source}\n{Without(page.Html.ToString(), commit)}").ToList(),
            StringComparer.Ordinal);
    }

    private static string Without(string html, string? commit) =>
        string.IsNullOrEmpty(commit) ? html : html.Replace(commit, "", StringComparison.Ordinal);
}
