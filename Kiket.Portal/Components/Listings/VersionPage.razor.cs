using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>One released version as it was: its documents, its permissions, and what changed before and after it.</summary>
public sealed partial class VersionPage
{
    private VersionPageModel? _page;
    private Error? _refusal;

    [Parameter] public required string ExtensionId { get; set; }

    [Parameter] public required string Version { get; set; }

    [Parameter] public string? TabSegment { get; set; }

    /// <summary>The version to compare with; null for the neighbours.</summary>
    [Parameter] public string? Other { get; set; }

    /// <summary>Null on a live page.</summary>
    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required ReadVersionPage Reader { get; init; }

    [Inject] public required ListingTopic Topic { get; init; }

    private ListingModel View => _page!.View;

    private string Title => _page!.Tab == VersionTab.Overview
        ? $"{View.Name} {View.Version}"
        : $"{VersionTabs.Title(_page.Tab)} · {View.Name} {View.Version}";

    private bool IsListed => _refusal?.Code == ReadVersionPage.NoSuchVersion;

    private string RefusalTitle => _refusal!.Kind == ErrorKind.Gone ? "This extension isn't available"
        : IsListed ? "Version not found"
        : "Extension not found";

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (_page?.View.ExtensionKey is { } key)
        {
            Follow(Topic, key, LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var segment = Other is null ? TabSegment : VersionTabs.Segment(VersionTab.Changes)[1..];
        if ((await Reader.RunAsync(ExtensionId, Version, segment, Other, CancellationToken.None)).TryGet(out var page, out var refusal))
        {
            (_page, _refusal) = (page, null);
            return;
        }

        _refusal = refusal;
        if (Http is { Response.HasStarted: false })
        {
            PageStatus.Set(Http, refusal.Kind == ErrorKind.Gone ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);
        }
    }
}
