using Kiket.Portal.Accounts;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Pages;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>The public page of an extension. Tabs are addresses, so it works the same with and without a circuit.</summary>
public sealed partial class ListingDetailPage
{
    private ListingPageModel? _page;
    private Error? _refusal;
    private IReadOnlyList<ListingCard> _alternatives = [];
    private IReadOnlyList<ListingCard> _others = [];
    private IReadOnlyList<ListingCard> _related = [];
    private string? _viewed;

    [Parameter] public required string ExtensionId { get; set; }

    [Parameter] public string? TabSegment { get; set; }

    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required ReadListingPage Reader { get; init; }

    [Inject] public required SuggestListings Suggest { get; init; }

    [Inject] public required ReadPublisher Publisher { get; init; }

    [Inject] public required FindPrivateListing Private { get; init; }

    [Inject] public required ListingTopic Topic { get; init; }

    [Inject] public required CountViews Views { get; init; }

    [Inject] public required PublicRoot Root { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private ListingModel View => _page!.View;

    private string PageName => _page!.Tab == ListingTab.Overview
        ? $"{View.Name} by {View.PublisherName} · Kiket Marketplace"
        : $"{ListingTabs.Title(_page.Tab)} · {View.Name} · Kiket Marketplace";

    /// <summary>The title that other sites show for a link to this page.</summary>
    private string SharedTitle => _page!.Tab == ListingTab.Overview
        ? $"{View.Name} by {View.PublisherName}"
        : $"{ListingTabs.Title(_page.Tab)} · {View.Name}";

    /// <summary>One for each tab, because search engines show it and treat pages with the same description as one.</summary>
    private string Description => _page!.Tab switch
    {
        ListingTab.Overview => View.Summary,
        ListingTab.GettingStarted => $"How to set up {View.Name}. {View.Summary}",
        ListingTab.Examples => $"Examples for {View.Name} that you can copy. {View.Summary}",
        ListingTab.Changelog => $"What changed in each version of {View.Name}. {View.Summary}",
        ListingTab.Versions => $"The versions of {View.Name}. The current version is {View.Version}. {View.Summary}",
        ListingTab.Reviews => $"What organizations that run {View.Name} say about it. {View.Summary}",
        _ => $"What {View.Name} can do in Kiket, where data goes and what was checked. {View.Summary}",
    };

    private string RefusalTitle => _refusal!.Code switch
    {
        "listing_removed" => "This extension was removed",
        "listing_suspended" or "listing_unlisted" => "This extension is currently unavailable",
        ReadListingPage.NoSuchTab => "Page not found",
        _ => "Extension not found",
    };

    private bool IsOtherTab => _refusal?.Code == ReadListingPage.NoSuchTab;

    private Uri Picture => Root.Below(Navigation.BaseUri, PublicRoot.Listing(View.ExtensionId) + "/card.png");

    private IReadOnlyList<TabLink> Items => [.. _page!.Tabs.Select(tab => new TabLink(ListingTabs.Title(tab), Address(tab)))];

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (_page?.View.ExtensionKey is { } key)
        {
            Follow(Topic, key, LoadAsync);
            await CountAsync();
        }
    }

    /// <summary>Once for somebody who is signed in; a visitor's view is counted before the cache.</summary>
    private async Task CountAsync()
    {
        if (RendererInfo.IsInteractive && _viewed != View.ExtensionId && SignedIn is { } signedIn && (await signedIn).User.Actor() is { } person)
        {
            _viewed = View.ExtensionId;
            Views.Count(View.ExtensionId, person.UserId, ViewedPage.Listing);
        }
    }

    private async Task LoadAsync()
    {
        if ((await Reader.RunAsync(ExtensionId, TabSegment, CancellationToken.None)).TryGet(out var page, out var refusal))
        {
            var isOverview = page.Tab == ListingTab.Overview;
            _others = isOverview && page.View.OrganizationId is { } organization
                ? await Publisher.OthersAsync(organization, page.View.ExtensionId, CancellationToken.None)
                : [];
            _related = isOverview ? await Suggest.RelatedAsync(page.View, CancellationToken.None) : [];
            (_page, _refusal) = (page, null);
            return;
        }

        if (await PrivateAsync(refusal) is { } address)
        {
            Navigation.NavigateTo(address, replace: true);
            return;
        }

        _alternatives = refusal.Code == ReadListingPage.NoSuchTab ? [] : await Suggest.RunAsync(ExtensionId, CancellationToken.None);
        _refusal = refusal;
        if (Http is { Response.HasStarted: false })
        {
            PageStatus.Set(Http, refusal.Kind == ErrorKind.Gone ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);
        }
    }

    /// <summary>A member who opens the public address of a private listing goes to the one that members see. Nobody else learns of it.</summary>
    private async Task<string?> PrivateAsync(Error refusal) =>
        refusal.Kind == ErrorKind.NotFound && refusal.Code != ReadListingPage.NoSuchTab
        && SignedIn is { } signedIn && (await signedIn).User.Actor() is { } person
            ? await Private.AddressAsync(person.UserId, ExtensionId, CancellationToken.None)
            : null;

    private string Address(ListingTab tab) => PublicRoot.Listing(View.ExtensionId) + ListingTabs.Segment(tab);

    private Uri Canonical(ListingTab tab) => Root.Below(Navigation.BaseUri, Address(tab));
}
