using Kiket.Portal.Components.Listings;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// A draft's listing for somebody with a private link: a static page for everybody, kept by nobody. The address is
/// the secret, so it is neither indexed nor sent along as a referrer.
/// </summary>
public sealed partial class SharedPreviewPage
{
    private SharedPreview? _preview;
    private ListingView? _source;
    private ListingTabContent? _content;
    private IReadOnlyList<ListingTab> _tabs = [];
    private ListingTab _tab;
    private Error? _refusal;

    [Parameter] public required string Token { get; set; }

    [Parameter] public string? TabSegment { get; set; }

    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required PreviewQueries Queries { get; init; }

    [Inject] public required ReadListingTab Reader { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (Http is { Response.HasStarted: false })
        {
            Http.Response.Headers.CacheControl = "no-store";
            Http.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
            Http.Response.Headers["Referrer-Policy"] = "no-referrer";
        }

        if (!(await Queries.FindAsync(Token, CancellationToken.None)).TryGet(out _preview, out _refusal))
        {
            Say(_refusal.Kind == ErrorKind.Gone ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);
            return;
        }

        _source = ListingView.Of(_preview.Submission, _preview.Snapshot, _preview.Repository, _preview.PublisherName, _preview.Submission.Details) with { PictureKey = _preview.PictureKey };
        _tabs = await Reader.TabsAsync(_source, CancellationToken.None);
        if (ListingTabs.Parse(TabSegment) is not { } tab || !_tabs.Contains(tab))
        {
            _refusal = PreviewQueries.NotFound;
            Say(StatusCodes.Status404NotFound);
            return;
        }

        _tab = tab;
        _content = await Reader.RunAsync(_source, tab, CancellationToken.None);
    }

    private void Say(int status)
    {
        if (Http is { Response.HasStarted: false })
        {
            PageStatus.Set(Http, status);
        }
    }

    private string Address(ListingTab tab) => $"/preview/{Token}{ListingTabs.Segment(tab)}";
}
