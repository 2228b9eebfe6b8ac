using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>
/// A listing in an organization's private registry, and its versions, for members. It is never in a shared cache. To others an organization, a
/// listing that exists and one that doesn't look the same.
/// </summary>
public sealed partial class PrivateListingPage
{
    /// <summary>Who leaves the organization stops seeing it, also on a page that is open.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private ListingPageModel? _page;
    private VersionPageModel? _version;
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [Parameter] public string? TabSegment { get; set; }

    /// <summary>Null for the listing itself.</summary>
    [Parameter] public string? Version { get; set; }

    /// <summary>The version to compare with; null for the neighbours.</summary>
    [Parameter] public string? Other { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required ReadListingPage Reader { get; init; }

    [Inject] public required ReadVersionPage Versions { get; init; }

    [Inject] public required ListingTopic Topic { get; init; }

    private ListingModel View => _page!.View;

    private string PageName => _page!.Tab == ListingTab.Overview
        ? $"{View.Name} by {View.PublisherName} · Kiket Marketplace"
        : $"{ListingTabs.Title(_page.Tab)} · {View.Name} · Kiket Marketplace";

    private bool IsListed => _refusal?.Code is ReadListingPage.NoSuchTab or ReadVersionPage.NoSuchVersion;

    private string RefusalTitle => _refusal!.Code switch
    {
        ReadListingPage.NoSuchTab => "Page not found",
        ReadVersionPage.NoSuchVersion => "Version not found",
        _ when _refusal.Kind == ErrorKind.Gone => "This extension isn't available",
        _ => "Extension not found",
    };

    private IReadOnlyList<TabLink> Items => [.. _page!.Tabs.Select(tab => new TabLink(ListingTabs.Title(tab), Address(tab)))];

    protected override void OnInitialized() => Every(LookAgain, LoadAsync);

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if ((_page?.View ?? _version?.View)?.ExtensionKey is { } key)
        {
            Follow(Topic, key, LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var person = await Person.RequireAsync();
        var access = await Access.RequireAsync(Org, person.UserId, OrganizationRole.Member, CancellationToken.None);
        if (!access.TryGet(out var member, out var refusal))
        {
            (_page, _version, _refusal) = (null, null, refusal);
            return;
        }

        var registry = VisibleRegistry.Of(member);
        if (Version is null)
        {
            (await Reader.RunAsync(registry, ExtensionId, TabSegment, CancellationToken.None)).TryGet(out _page, out _refusal);
            _version = null;
            return;
        }

        var segment = Other is null ? TabSegment : VersionTabs.Segment(VersionTab.Changes)[1..];
        (await Versions.RunAsync(registry, ExtensionId, Version, segment, Other, CancellationToken.None)).TryGet(out _version, out _refusal);
        _page = null;
    }

    private string Address(ListingTab tab) => ListingAddress.Of(View.Registry, View.ExtensionId) + ListingTabs.Segment(tab);
}
