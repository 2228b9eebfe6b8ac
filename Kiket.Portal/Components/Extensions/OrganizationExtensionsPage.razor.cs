using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>An organization's extensions: what it runs and what it publishes, with links to the marketplace and its submissions.</summary>
public sealed partial class OrganizationExtensionsPage
{
    private const int PageSize = 50;

    private OrganizationMember? _member;
    private Page<InstallationRow>? _installed;
    private IReadOnlyList<ListingCard>? _published;
    private IReadOnlyList<UpgradeRecommendation> _recommended = [];
    private IReadOnlyList<SuspendedListing> _suspended = [];
    private IReadOnlyList<UnlistedListing> _unlisted = [];
    private IReadOnlyList<RequestRow> _requests = [];
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    /// <summary><c>upgrades</c> for what is newer than what runs, in one list.</summary>
    [SupplyParameterFromQuery(Name = "view")] public string? View { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required ListingQueries Listings { get; init; }

    [Inject] public required InstallationQueries Installations { get; init; }

    [Inject] public required RequestQueries Requests { get; init; }

    [Inject] public required DeclineRequest Decline { get; init; }

    [Inject] public required RecommendUpgrades Recommend { get; init; }

    [Inject] public required InstallationTopic Topic { get; init; }

    private bool IsUpgrades => View == "upgrades";

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Person.RequireAsync();
        if ((await Access.RequireAsync(Org, actor.UserId, OrganizationRole.Member, CancellationToken.None)).TryGet(out _member, out _refusal))
        {
            await ReadInstalledAsync();
            Follow(Topic, _member.OrganizationId, ReadInstalledAsync);
            _suspended = await Listings.SuspendedOfAsync(_member.OrganizationId, CancellationToken.None);
            _unlisted = await Listings.UnlistedOfAsync(_member.OrganizationId, CancellationToken.None);
            _published = await Listings.PublishedByAsync(_member.OrganizationId, CancellationToken.None);
        }
    }

    private async Task ReadInstalledAsync()
    {
        _installed = await Installations.ForOrganizationAsync(
            _member!.OrganizationId, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None);
        _requests = _member.Role >= OrganizationRole.Admin ? await Requests.WaitingAsync(_member.OrganizationId, CancellationToken.None) : [];
        _recommended = await Recommend.RunAsync(_member.OrganizationId, CancellationToken.None);
    }

    private async Task<Result> DeclineAsync(Guid request, string reason)
    {
        var result = await Decline.RunAsync(Org, request, reason, await Person.RequireAsync(), CancellationToken.None);
        await ReadInstalledAsync();
        return result;
    }
}
