using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Listings.Pages;

/// <summary>What changed from one version to another: permissions, hosts, hosting, price and settings.</summary>
public sealed record VersionChanges(string From, string To, IReadOnlyList<ReleaseChange> Changes);

/// <summary>One tab of one released version, as it was when it was released.</summary>
/// <param name="View">The version's terms, reading and documents, with the name of the listing.</param>
/// <param name="Release">The version itself.</param>
/// <param name="Current">The version that the listing shows.</param>
/// <param name="Changes">For the tab of that name: with the version before, the one after and the current one, or the one that was asked for.</param>
/// <param name="Others">All other versions, highest first; at most 50.</param>
public sealed record VersionPageModel(
    ListingModel View,
    ReleaseSummary Release,
    string Current,
    IReadOnlyList<VersionTab> Tabs,
    VersionTab Tab,
    ListingTabModel Content,
    IReadOnlyList<VersionChanges> Changes,
    IReadOnlyList<string> Others)
{
    public bool IsCurrent => Release.Version == Current;
}

/// <summary>Reads a released version of a listing: its documents, its permissions, and what changed.</summary>
public sealed class ReadVersionPage(
    IDbContextFactory<PortalDb> databases, ReadListing listings, ReadListingTab listingTabs, ReleaseQueries releases, GitHubLinks links)
{
    /// <summary>The extension is listed, but it has no such version or tab.</summary>
    public const string NoSuchVersion = "version_not_found";

    private const int MostOthers = 50;

    public Task<Result<VersionPageModel>> RunAsync(
        string extensionId, string version, string? segment, string? other, CancellationToken cancellationToken) =>
        RunAsync(VisibleRegistry.Marketplace, extensionId, version, segment, other, cancellationToken);

    /// <param name="segment">The tab's part of the address; null for the overview.</param>
    /// <param name="other">Another version to compare with, on the tab of changes; null for the neighbours.</param>
    public async Task<Result<VersionPageModel>> RunAsync(
        VisibleRegistry registry, string extensionId, string version, string? segment, string? other, CancellationToken cancellationToken)
    {
        if (await listings.RunAsync(registry, extensionId, cancellationToken) is not { ExtensionKey: { } key } listing)
        {
            return Error.NotFound("listing_not_found", "There is no such extension. Check the address, or search the marketplace.");
        }

        if (listing.State != ListingState.Listed)
        {
            return Error.Gone("listing_gone", $"{listing.Name} by {listing.PublisherName} isn't available, and neither are its versions.");
        }

        var all = await releases.ForExtensionAsync(key, cancellationToken);
        if (Find(all, version) is not { } release || (other is not null && Find(all, other) is null))
        {
            var absent = other is null || Find(all, version) is null ? version : other;
            return Error.NotFound(NoSuchVersion, $"{listing.Name} has no version “{Short(absent)}”. See all versions.");
        }

        var view = await ViewAsync(listing, key, release, cancellationToken);
        var tabs = await TabsAsync(view, cancellationToken);
        if (VersionTabs.Parse(segment) is not { } tab || !tabs.Contains(tab))
        {
            return Error.NotFound(NoSuchVersion, $"Version {release.Version} of {listing.Name} has no page “{Short(segment ?? "")}”. Try its other pages.");
        }

        var content = tab < VersionTab.Permissions ? await listingTabs.RunAsync(view, VersionTabs.OfListing(tab)!.Value, cancellationToken) : NoContent;
        var pairs = tab == VersionTab.Changes ? Pairs(all, release, other is null ? null : Find(all, other), listing.Version) : [];
        var changes = pairs.Count == 0 ? [] : await ChangesAsync(key, pairs, cancellationToken);
        var others = all.Where(one => one.Version != release.Version).Take(MostOthers).Select(one => one.Version);
        return new VersionPageModel(view, release, listing.Version, tabs, tab, content, changes, [.. others]);
    }

    /// <summary>An example of a version as its publisher wrote it; null when there is none.</summary>
    public async Task<string?> ExampleAsync(string extensionId, string version, string file, CancellationToken cancellationToken)
    {
        var read = await RunAsync(extensionId, version, "examples", other: null, cancellationToken);
        return read.TryGet(out var page, out _)
            ? page.Content.Examples.FirstOrDefault(example => example.Path[(example.Path.LastIndexOf('/') + 1)..] == file)?.Source
            : null;
    }

    private static ListingTabModel NoContent { get; } = new(null, [], [], [], null);

    /// <summary>As written, or without build metadata, which makes no other version.</summary>
    private static ReleaseSummary? Find(IReadOnlyList<ReleaseSummary> all, string version) =>
        all.FirstOrDefault(one => one.Version == version)
        ?? all.FirstOrDefault(one => VersionPolicy.Parse(one.Version).TryGet(out var parsed, out _) && VersionPolicy.PrecedenceKey(parsed) == version);

    private async Task<ListingModel> ViewAsync(ListingModel listing, Guid key, ReleaseSummary summary, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var release = await db.Set<Release>().AsNoTracking()
            .SingleAsync(one => one.ExtensionKey == key && one.Version == summary.Version, cancellationToken);
        var offer = await OfferQueries.CurrentAsync(db, release.Id, cancellationToken);
        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(one => one.Id == release.SnapshotId, cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(one => one.Id == snapshot.RepositoryId, cancellationToken);
        return listing with
        {
            Version = release.Version,
            ReleasedAt = release.ReleasedAt,
            Terms = offer.Terms,
            Snapshot = snapshot,
            Words = null,
            DocumentSetId = snapshot.DocumentSetId,
            Files = ListingFiles.None with { Icon = listing.Files.Icon },
            RepositoryName = repository.FullName,
            RepositoryAddress = repository.IsPrivate ? null : links.Repository(repository.FullName),
            CommitAddress = repository.IsPrivate ? null : links.Commit(repository.FullName, snapshot.Commit),
        };
    }

    private async Task<IReadOnlyList<VersionTab>> TabsAsync(ListingModel view, CancellationToken cancellationToken)
    {
        var shown = await listingTabs.TabsAsync(view, cancellationToken);
        return [.. Enum.GetValues<VersionTab>().Where(tab => VersionTabs.OfListing(tab) is not { } same || shown.Contains(same))];
    }

    private static List<(ReleaseSummary From, ReleaseSummary To)> Pairs(
        IReadOnlyList<ReleaseSummary> all, ReleaseSummary release, ReleaseSummary? other, string current)
    {
        if (other is not null)
        {
            return IsAbove(other, release) ? [(release, other)] : [(other, release)];
        }

        // From the highest to the lowest.
        var place = all.ToList().FindIndex(one => one.Version == release.Version);
        var pairs = new List<(ReleaseSummary, ReleaseSummary)>();
        if (place + 1 < all.Count)
        {
            pairs.Add((all[place + 1], release));
        }

        if (place > 0)
        {
            pairs.Add((release, all[place - 1]));
        }

        if (all.FirstOrDefault(one => one.Version == current) is { } shown
            && IsAbove(shown, release)
            && (place == 0 || shown.Version != all[place - 1].Version))
        {
            pairs.Add((release, shown));
        }

        return pairs;
    }

    private static bool IsAbove(ReleaseSummary one, ReleaseSummary other) =>
        SemVersion.Parse(one.Version, SemVersionStyles.Strict, VersionPolicy.MaxLength)
            .ComparePrecedenceTo(SemVersion.Parse(other.Version, SemVersionStyles.Strict, VersionPolicy.MaxLength)) > 0;

    private async Task<IReadOnlyList<VersionChanges>> ChangesAsync(
        Guid key, List<(ReleaseSummary From, ReleaseSummary To)> pairs, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var terms = new Dictionary<string, OfferTerms>(StringComparer.Ordinal);
        foreach (var version in pairs.SelectMany(pair => new[] { pair.From.Version, pair.To.Version }).Distinct(StringComparer.Ordinal))
        {
            var release = await db.Set<Release>()
                .Where(one => one.ExtensionKey == key && one.Version == version)
                .Select(one => one.Id)
                .SingleAsync(cancellationToken);
            terms[version] = (await OfferQueries.CurrentAsync(db, release, cancellationToken)).Terms;
        }

        return [.. pairs.Select(pair => new VersionChanges(
            pair.From.Version, pair.To.Version, OfferDifference.Between(terms[pair.From.Version], terms[pair.To.Version])))];
    }

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
