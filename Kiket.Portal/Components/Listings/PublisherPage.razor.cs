using System.Globalization;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Pages;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>The public page of a publisher: who they are here, what was verified, and what they list.</summary>
public sealed partial class PublisherPage
{
    private PublisherModel? _publisher;
    private bool _isRead;

    [Parameter] public required string Slug { get; set; }

    /// <summary>Null on a live page.</summary>
    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required ReadPublisher Reader { get; init; }

    [Inject] public required PublicRoot Root { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private string Lead => $"Publishes here since {_publisher!.FirstListedAt.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.";

    private string Description => $"Extensions for Kiket by {_publisher!.Name}: {string.Join(", ", _publisher.Listings.Take(5).Select(card => card.Name))}.";

    /// <summary>The bare host, so that an address can't look like another.</summary>
    private static string Host(string website) => HostName.Of(new Uri(website)) ?? website;

    protected override async Task OnParametersSetAsync()
    {
        _publisher = await Reader.RunAsync(Slug, CancellationToken.None);
        _isRead = true;
        if (_publisher is null && Http is { Response.HasStarted: false })
        {
            PageStatus.Set(Http, StatusCodes.Status404NotFound);
        }
    }
}
