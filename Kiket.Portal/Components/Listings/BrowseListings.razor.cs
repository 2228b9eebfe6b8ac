using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Kiket.Portal.Components.Listings;

/// <summary>Search, filters and cards of the marketplace, for visitors and inside an organization.</summary>
public sealed partial class BrowseListings
{
    private BrowseChoice _choice = new();
    private FoundListings? _found;
    private IReadOnlyList<ListingCard> _featured = [];

    /// <summary>
    /// The first value of the search field. It never changes after that, because a field whose value the server sets
    /// loses letters that are being typed. <c>browse.js</c> follows the address instead.
    /// </summary>
    private string? _firstQuery;
    private string? _readFor;

    /// <summary>The address of the page, to which choices are added.</summary>
    [Parameter, EditorRequired] public required string BasePath { get; set; }

    /// <summary>The registry to browse.</summary>
    [Parameter] public VisibleRegistry Registry { get; set; } = VisibleRegistry.Marketplace;

    /// <summary>The title of a private registry; null for the marketplace's own.</summary>
    [Parameter] public string? Title { get; set; }

    /// <summary>What a private registry is, below its title.</summary>
    [Parameter] public string? Subtitle { get; set; }

    /// <summary>What stands above the cards, for the current choice.</summary>
    [Parameter] public RenderFragment<BrowseChoice>? Above { get; set; }

    /// <summary>Buttons beside the title.</summary>
    [Parameter] public RenderFragment? Actions { get; set; }

    // Declared so that the component renders again when one of them changes. All are read together from the address.
    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "category")] public string? CategoryParameter { get; set; }

    [SupplyParameterFromQuery(Name = "pricing")] public string? PricingParameter { get; set; }

    [SupplyParameterFromQuery(Name = "permission")] public string? PermissionParameter { get; set; }

    [SupplyParameterFromQuery(Name = "hosting")] public string? HostingParameter { get; set; }

    [SupplyParameterFromQuery(Name = "verified")] public string? VerifiedParameter { get; set; }

    [SupplyParameterFromQuery(Name = "sort")] public string? SortParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageParameter { get; set; }

    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required SearchListings Search { get; init; }

    [Inject] public required FeaturedListings Featured { get; init; }

    [Inject] public required CategoryShelf Categories { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required PublicRoot Root { get; init; }

    private Category? Shelf => _choice.Filter.Category is [var slug] ? Categories.Find(slug) : null;

    private string Heading => Shelf?.Name ?? Title ?? "Extensions for Kiket";

    private string Lead => Subtitle ?? Shelf?.Description ?? "See permissions, data flow and the monthly price before you install.";

    private string PageName => (_choice.HasQuery ? $"“{_choice.Query!.Trim()}”" : Heading)
        + string.Concat(ChosenFilters.Of(_choice.HasQuery || Shelf is null ? _choice.Filter : _choice.Filter with { Category = default }, Categories)
            .Select(chosen => ", " + chosen.Title))
        + (_choice.Sort switch { ListingSort.Name => ", by name", ListingSort.Rating => ", by rating", _ => "" })
        + (_choice.Page > 1 ? $", page {_choice.Page}" : "");

    private string Description => Shelf is { } shelf
        ? $"{shelf.Name} extensions for Kiket. {shelf.Description}"
        : "Find, compare and install extensions for Kiket. See permissions, data flow and the monthly price of each one.";

    private string Canonical => Root.Below(Navigation.BaseUri, (_choice with { Query = null }).At("/marketplace")).AbsoluteUri;

    /// <summary>The current choices that a new search keeps.</summary>
    private IEnumerable<(string Name, string Value)> OtherFilters => (_choice with { Query = null, Page = 1 }).Parameters;

    protected override async Task OnParametersSetAsync()
    {
        var address = Navigation.Uri;
        if (_readFor == address)
        {
            return;
        }

        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        var choice = BrowseChoice.Read(name => query.TryGetValue(name, out var values) ? values.ToArray() : [], Categories) with
        {
            Registry = Registry,
        };
        if (_readFor is null)
        {
            (_choice, _firstQuery) = (choice, choice.Query);
        }

        _readFor = address;
        var found = await Search.RunAsync(choice.Request, CancellationToken.None);
        var featured = choice.IsFront ? await Featured.GetAsync(choice.Request.Registry, CancellationToken.None) : [];
        if (_readFor == address)
        {
            // Unless somebody has typed more since: the last address wins, even if its response arrives first.
            (_choice, _found, _featured) = (choice, found, featured);
            if (Http is { Response.HasStarted: false } && found.Page.Items.Count == 0 && choice.Page > 1)
            {
                // A page after the last one, for people with old links and for search engines.
                PageStatus.Set(Http, StatusCodes.Status404NotFound);
            }
        }
    }
}
