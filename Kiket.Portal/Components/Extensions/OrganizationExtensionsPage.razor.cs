using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>An organization's extensions: what it publishes, with links to the marketplace and its submissions.</summary>
public sealed partial class OrganizationExtensionsPage
{
    private OrganizationMember? _member;
    private IReadOnlyList<ListingCard>? _published;
    private IReadOnlyList<SuspendedListing> _suspended = [];
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required ListingQueries Listings { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Person.RequireAsync();
        if ((await Access.RequireAsync(Org, actor.UserId, OrganizationRole.Member, CancellationToken.None)).TryGet(out _member, out _refusal))
        {
            _suspended = await Listings.SuspendedOfAsync(_member.OrganizationId, CancellationToken.None);
            _published = await Listings.PublishedByAsync(_member.OrganizationId, CancellationToken.None);
        }
    }
}
