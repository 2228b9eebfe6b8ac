using Kiket.Portal.Checks;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.GitHub;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Listings.Pages;

/// <summary>The source of a tab's text.</summary>
/// <param name="Address">Where it can be read; null in a private repository.</param>
public sealed record TabSource(string Path, string? Address);

/// <summary>A publisher's document as text to read on the page.</summary>
public sealed record ShownStatement(Guid DocumentId, string Text);

/// <summary>What one tab of a listing shows. Only the parts that the tab needs are set.</summary>
public sealed record ListingTabModel(
    ShownDocument? Page,
    IReadOnlyList<DocumentPage> Examples,
    IReadOnlyList<DocumentPage> Changelog,
    IReadOnlyList<ReleaseSummary> Releases,
    TabSource? Source)
{
    /// <summary>The checks of the commit, for the security tab; null when it was never checked.</summary>
    public CheckedCommit? Checks { get; init; }

    /// <summary>The data handling statement, when it is short enough to read on the page instead of downloading it.</summary>
    public ShownStatement? Statement { get; init; }

    /// <summary>Versions that the changelog describes, for links from the versions table.</summary>
    public IReadOnlySet<string> DescribedVersions { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Roughly how much memory the documents take.</summary>
    public int Characters =>
        (Statement?.Text.Length ?? 0) + (Page?.Html.Length ?? 0)
        + Examples.Concat(Changelog).Sum(page => page.Html.Length + (page.Source?.Length ?? 0));
}

/// <summary>Reads what one tab shows. The text is stored rendered, so a page view renders nothing.</summary>
public sealed class ReadListingTab(DocumentQueries documents, ReleaseQueries releases, CheckQueries checks, GitHubLinks links, UploadStore uploads)
{
    /// <summary>A longer text is only offered as a download.</summary>
    private const int MaxStatementBytes = 16 * 1024;

    private static readonly ListingTabModel Nothing = new(null, [], [], [], null);

    public async Task<IReadOnlyList<ListingTab>> TabsAsync(ListingModel listing, CancellationToken cancellationToken) => ListingTabs.Of(
        listing.DocumentSetId is { } set ? (await documents.GetTabsAsync(set, cancellationToken)).ToHashSet() : new HashSet<DocumentTab>(),
        hasVersions: listing.ReleasedAt is not null,
        hasReviews: listing is { ReleasedAt: not null, Registry: Extension.Marketplace });

    public async Task<ListingTabModel> RunAsync(ListingModel listing, ListingTab tab, CancellationToken cancellationToken)
    {
        if (tab == ListingTab.Versions)
        {
            return Nothing with
            {
                Releases = listing.ExtensionKey is { } key ? await releases.WithChangesAsync(key, cancellationToken) : [],
                DescribedVersions = listing.DocumentSetId is { } documented
                    ? await documents.GetChangelogVersionsAsync(documented, cancellationToken)
                    : Nothing.DescribedVersions,
            };
        }

        if (tab == ListingTab.Security)
        {
            return Nothing with
            {
                Checks = await checks.FindAsync(listing.Snapshot.RepositoryId, listing.Snapshot.Commit, cancellationToken),
                Statement = await StatementAsync(listing, cancellationToken),
            };
        }

        // Reviews change more often than a listing, so their part of the page reads them.
        if (tab == ListingTab.Reviews || listing.DocumentSetId is not { } set)
        {
            return Nothing;
        }

        switch (tab)
        {
            case ListingTab.Examples:
                var examples = await documents.GetExamplesAsync(set, cancellationToken);
                return Nothing with { Examples = examples, Source = Folder(listing, examples) };
            case ListingTab.Changelog:
                var entries = await documents.GetChangelogAsync(set, cancellationToken);
                return Nothing with { Changelog = entries, Source = Source(listing, entries.Count > 0 ? entries[0].Path : null) };
            default:
                var page = await documents.GetPageAsync(set, tab == ListingTab.Overview ? DocumentTab.Overview : DocumentTab.GettingStarted, cancellationToken);
                return Nothing with { Page = page, Source = Source(listing, page?.Path) };
        }
    }

    private async Task<ShownStatement?> StatementAsync(ListingModel listing, CancellationToken cancellationToken) =>
        listing.Files.Documents.FirstOrDefault(document => document is { Kind: UploadKind.DataHandlingStatement, Format: "txt", Length: <= MaxStatementBytes })
            is { } statement
            && await uploads.ReadTextAsync(statement.Id, statement.Format, cancellationToken) is { } text
            ? new ShownStatement(statement.Id, text)
            : null;

    /// <summary>Examples come from several files, so their folder is shown as the source.</summary>
    private TabSource? Folder(ListingModel listing, IReadOnlyList<DocumentPage> examples) =>
        examples is [var first, ..] ? Source(listing, first.Path[..first.Path.LastIndexOf('/')]) : null;

    private TabSource? Source(ListingModel listing, string? path) => path is not null && listing.RepositoryName is { } repository
        ? new TabSource(path, listing.RepositoryAddress is null ? null : links.File(repository, listing.WordsCommit, path))
        : null;
}
