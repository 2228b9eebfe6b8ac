using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Suspends and restores listings.</summary>
public sealed partial class ListingsPage
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<TabLink> StateTabs = [new("All", Address(null, null, 1)), new("Suspended", Address("suspended", null, 1))];

    private Page<ListingRow>? _page;
    private Guid? _suspending;
    private Guid? _removing;
    private string _reason = "";
    private string _typedId = "";

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required OperationsQueries Queries { get; init; }

    [Inject] public required SuspendListing Suspend { get; init; }

    private string? StateName => StateParameter == "suspended" ? StateParameter : null;

    protected override async Task LoadAsync(Actor actor) =>
        (await Queries.ListingsAsync(
            Query,
            StateName is null ? null : ListingState.Suspended,
            actor,
            new PageRequest(PageRequest.NumberOf(PageNumber), PageSize),
            CancellationToken.None)).TryGet(out _page, out _);

    private string Nothing => (string.IsNullOrWhiteSpace(Query), StateName) switch
    {
        (false, _) => "No name, id or publisher matches. Use fewer letters.",
        (true, "suspended") => "Suspended listings appear here until you restore them.",
        _ => "Listings appear here when their first version is approved.",
    };

    private void Open(ListingRow listing) => (_suspending, _removing, _reason, Problem, Saved) = (listing.ExtensionKey, null, "", null, null);

    private void OpenRemoval(ListingRow listing) =>
        (_removing, _suspending, _reason, _typedId, Problem, Saved) = (listing.ExtensionKey, null, "", "", null, null);

    private async Task RemoveAsync(ListingRow listing)
    {
        if (await DoneAsync(
            await Suspend.RemoveAsync(listing.ExtensionKey, _reason, _typedId, Operator!, CancellationToken.None),
            $"{listing.Name} is removed for good. {listing.PublisherName} is notified."))
        {
            _removing = null;
        }
    }

    private async Task SuspendAsync(ListingRow listing)
    {
        if (await DoneAsync(
            await Suspend.RunAsync(listing.ExtensionKey, _reason, Operator!, CancellationToken.None),
            $"{listing.Name} is suspended. {listing.PublisherName} is notified."))
        {
            _suspending = null;
        }
    }

    private async Task RestoreAsync(ListingRow listing) =>
        await DoneAsync(
            await Suspend.RestoreAsync(listing.ExtensionKey, Operator!, CancellationToken.None),
            $"{listing.Name} is listed again. {listing.PublisherName} is notified.");

    private static string Address(string? state, string? query, int page) => OperationsAddress.Of("/operations/listings", ("state", state), query, page);
}
