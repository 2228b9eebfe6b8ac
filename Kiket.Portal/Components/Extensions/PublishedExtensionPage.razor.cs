using Kiket.Portal.Accounts;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The publisher's view of one extension: its current state, versions, submissions and repository.</summary>
public sealed partial class PublishedExtensionPage
{
    private const int PageSize = 20;

    private PublishedExtension? _extension;
    private ListedRelease? _listing;
    private IReadOnlyList<ReleaseSummary> _releases = [];
    private IReadOnlyList<RolloutRow> _rollouts = [];
    private Page<SubmissionSummary>? _submissions;
    private Page<DepartureRow>? _departures;
    private IReadOnlyDictionary<Guid, int> _installs = new Dictionary<Guid, int>();
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required RepositoryQueries Queries { get; init; }

    [Inject] public required ListingQueries Listings { get; init; }

    [Inject] public required ReleaseQueries Releases { get; init; }

    [Inject] public required InstallationQueries Installations { get; init; }

    [Inject] public required YankRelease Yank { get; init; }

    [Inject] public required RolloutQueries Rollouts { get; init; }

    [Inject] public required ChangeRollout Rollout { get; init; }

    [Inject] public required SubmissionQueries Submissions { get; init; }

    [Inject] public required GitHubLinks Links { get; init; }

    [Inject] public required PublicRoot Root { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private string ListingPath => ListingAddress.Of(_extension!.Extension.Registry, _extension.Extension.ExtensionId);

    private string BadgeAddress => PublicRoot.Listing(_extension!.Extension.ExtensionId) + "/badge.svg";

    private string BadgeMarkdown => ReadmeBadge.Markdown(
        Root.Below(Navigation.BaseUri, PublicRoot.Listing(_extension!.Extension.ExtensionId)), Name ?? _extension.Extension.ExtensionId);

    private string? Name => _listing?.Listing.Name;

    private bool IsListed => _listing?.Listing.State == Kiket.Portal.Listings.ListingState.Listed;

    private string ListingState => _listing?.Listing.State switch
    {
        null => "Not listed yet",
        Kiket.Portal.Listings.ListingState.Listed => "Listed",
        Kiket.Portal.Listings.ListingState.Suspended => $"Suspended, hidden from customers: {_listing!.Listing.SuspendedFor}",
        Kiket.Portal.Listings.ListingState.Unlisted => "Unlisted by you, hidden from customers",
        _ => "Removed",
    };

    private bool IsRemoved => _listing?.Listing.State == Kiket.Portal.Listings.ListingState.Removed;

    private string EditAddress => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}/listing";

    private string HostingAddress => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}/hosting";

    private string Installed => _installs.Values.Sum() switch
    {
        0 => "Nobody",
        1 => "1 organization",
        var many => $"{many} organizations",
    };

    private string RepositoryUrl => Links.Repository(_extension!.Repository.FullName);

    private string SubmitAddress => $"/orgs/{Org}/extensions/submit?repository={Uri.EscapeDataString(RepositoryUrl)}";

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Person.RequireAsync();
        if (!(await Queries.FindExtensionAsync(Org, ExtensionId, actor, CancellationToken.None)).TryGet(out _extension, out _refusal))
        {
            return;
        }

        var extension = _extension.Extension;
        _listing = VisibleRegistry.Named(extension.Registry, _extension.Member) is { } registry
            ? await Listings.FindAsync(registry, extension.ExtensionId, CancellationToken.None)
            : null;
        _installs = await Installations.CountsAsync(extension.Id, CancellationToken.None);
        _departures = await Installations.DeparturesAsync(extension.Id, new PageRequest(1, PageSize), CancellationToken.None);
        _releases = await Releases.WithChangesAsync(extension.Id, CancellationToken.None);
        _rollouts = await Rollouts.ForExtensionAsync(extension.Id, CancellationToken.None);
        var page = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
        (await Submissions.ForExtensionAsync(Org, extension.ExtensionId, actor, page, CancellationToken.None)).TryGet(out _submissions, out _refusal);
    }

    private string Address(SubmissionSummary item) => item.State == SubmissionState.Draft
        ? $"/orgs/{Org}/extensions/submit/{item.Id}"
        : $"/orgs/{Org}/extensions/submissions/{item.Id}";

    private int Installs(string version) =>
        _releases.FirstOrDefault(release => release.Version == version) is { } release ? _installs.GetValueOrDefault(release.Id) : 0;

    private async Task<Result> YankAsync(string version, string reason) =>
        await ReloadAsync((await Yank.RunAsync(await RequestAsync(version), reason, CancellationToken.None)).Error);

    private async Task<Result> TakeBackAsync(string version) =>
        await ReloadAsync((await Yank.TakeBackAsync(await RequestAsync(version), CancellationToken.None)).Error);

    private async Task<Result> ChangeRolloutAsync(string version, RolloutAction action, string reason)
    {
        var release = new NamedRelease(Org, _extension!.Extension.Registry, _extension.Extension.ExtensionId, version);
        var request = new ChangeRolloutRequest(release, action, reason, await Person.RequireAsync());
        return await ReloadAsync((await Rollout.RunAsync(request, CancellationToken.None)).Error);
    }

    private async Task<YankReleaseRequest> RequestAsync(string version) =>
        new(Org, _extension!.Extension.Registry, _extension.Extension.ExtensionId, version, await Person.RequireAsync());

    private async Task<Result> ReloadAsync(Error? error)
    {
        await OnParametersSetAsync();
        return error is null ? Result.Success() : error;
    }

    private string PageAddress(int page) => $"/orgs/{Org}/extensions/published/{ExtensionId}?page={page}";
}
