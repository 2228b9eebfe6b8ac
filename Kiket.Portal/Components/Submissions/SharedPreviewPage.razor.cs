using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Previews;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// The listing of a draft, for people who opened a private link: a static page that nobody caches. The address alone
/// opens nothing; the secret of the link is in a cookie (<see cref="OpenPreviewPage"/>).
/// </summary>
public sealed partial class SharedPreviewPage
{
    /// <summary>One day; then the person opens the link again.</summary>
    internal static readonly TimeSpan CookieLifetime = TimeSpan.FromDays(1);

    private static readonly Error NotOpened = Error.NotFound(
        "preview_not_opened", "This address does not work without its private link. Open the link in this browser, or ask the publisher for one.");

    private SharedPreview? _preview;
    private ListingModel? _source;
    private ListingTabModel? _content;
    private IReadOnlyList<ListingTab> _tabs = [];
    private ListingTab _tab;
    private Error? _refusal;

    [Parameter] public required Guid Link { get; set; }

    [Parameter] public string? TabSegment { get; set; }

    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required PreviewQueries Queries { get; init; }

    [Inject] public required LinkCookies Cookies { get; init; }

    [Inject] public required ReadListingTab Reader { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        PreviewPageHeaders.Set(Http);
        if (!(await FindAsync()).TryGet(out _preview, out _refusal))
        {
            Say(PreviewPageHeaders.StatusOf(_refusal));
            return;
        }

        var (submission, snapshot) = (_preview.Submission, _preview.Snapshot);
        var source = ListingModelOf.Preview(submission, snapshot, _preview.Repository, _preview.PublisherName, submission.Details);
        _source = source with { PictureKey = _preview.PictureKey };
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

    private async Task<Result<SharedPreview>> FindAsync()
    {
        if (Http is null || Cookies.Read(Http, CookieOf(Link)) is not { } secret)
        {
            return NotOpened;
        }

        var found = await Queries.FindAsync(secret, CancellationToken.None);
        return found.Succeeded && found.Value.LinkId != Link ? NotOpened : found;
    }

    private void Say(int status)
    {
        if (Http is { Response.HasStarted: false })
        {
            PageStatus.Set(Http, status);
        }
    }

    private string Address(ListingTab tab) => AddressOf(Link) + ListingTabs.Segment(tab);

    internal static string AddressOf(Guid link) => $"{SecretLinks.Previews}/{link}";

    internal static string CookieOf(Guid link) => $"kiket-preview-{link:N}";
}
