using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Ratings;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Ratings;

/// <summary>The ratings of a public listing.</summary>
public sealed partial class ReviewsTab
{
    private const int PageSize = 20;

    private ListingRatings? _ratings;
    private IReadOnlyList<RatingRight> _rights = [];
    private Actor? _person;

    [Parameter, EditorRequired] public required ListingModel Source { get; set; }

    /// <summary>The address of the tab.</summary>
    [Parameter, EditorRequired] public required string PagePath { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required RatingQueries Queries { get; init; }

    [Inject] public required RateExtension Rate { get; init; }

    [Inject] public required WithdrawRating Withdraw { get; init; }

    [Inject] public required ReportRating Report { get; init; }

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private string Login => $"/account/login?returnUrl={Uri.EscapeDataString(PagePath)}";

    protected override async Task OnParametersSetAsync()
    {
        _person = SignedIn is { } signedIn ? (await signedIn).User.Actor() : null;
        await LoadAsync();
        if (Http is { Response.HasStarted: false } && _ratings is { Page: { Items.Count: 0, Request.Number: > 1 } })
        {
            // A page after the last one, for people with old links; it isn't cached.
            PageStatus.Set(Http, StatusCodes.Status404NotFound);
        }
    }

    private async Task LoadAsync()
    {
        var page = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
        _ratings = await Queries.VisibleAsync(VisibleRegistry.Marketplace, Source.ExtensionId, page, CancellationToken.None);
        _rights = _person is { } person
            ? await Queries.RightsAsync(VisibleRegistry.Marketplace, Source.ExtensionId, person.UserId, CancellationToken.None)
            : [];
    }

    private async Task<Result<Rating>> SendAsync(string organization, int stars, string text)
    {
        var rated = await Rate.RunAsync(Request(organization), stars, text, CancellationToken.None);
        await LoadAsync();
        return rated;
    }

    private async Task<Result> TakeBackAsync(string organization)
    {
        var withdrawn = await Withdraw.RunAsync(Request(organization), CancellationToken.None);
        await LoadAsync();
        return withdrawn;
    }

    private Task<Result> ReportAsync(Guid ratingId, RatingReportReason? reason, string text) => Report.RunAsync(
        VisibleRegistry.Marketplace,
        Source.ExtensionId,
        new ReportRatingRequest(ratingId, reason, text, Organization: null, _person!),
        CancellationToken.None);

    private RatingRequest Request(string organization) => new(organization, Source.Registry, Source.ExtensionId, _person!);

    private string Address(int page) => page > 1 ? string.Create(Culture, $"{PagePath}?page={page}") : PagePath;

    private static string Organizations(int count) => count == 1 ? "1 organization" : string.Create(Culture, $"{count:#,0} organizations");
}
