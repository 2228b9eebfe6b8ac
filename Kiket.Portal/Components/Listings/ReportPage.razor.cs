using Kiket.Portal.Accounts;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Reports;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>The form to report a listing, open to everyone. Static and never cached, because it contains an antiforgery token.</summary>
public sealed partial class ReportPage
{
    private static readonly (ReportReason Reason, string Words)[] Reasons =
    [
        (ReportReason.Security, "A security problem"),
        (ReportReason.Misleading, "A misleading name, price or description"),
        (ReportReason.Broken, "It doesn't work as described"),
        (ReportReason.Other, "Something else"),
    ];

    private const string Lead =
        "Tell the operators of the marketplace what is wrong. They read every report and can suspend a listing. "
        + "If you have a question about using the extension, contact the publisher's support.";

    private Listing? _listing;
    private bool _sent;
    private string? _problem;

    /// <summary>The field that the problem is about; null when it is about no single field.</summary>
    private string? _wrong;

    [Parameter] public required string ExtensionId { get; set; }

    [SupplyParameterFromForm(FormName = "report")] public ReportForm Input { get; set; } = null!;

    [CascadingParameter] public required HttpContext Http { get; set; }

    [Inject] public required ListingQueries Listings { get; init; }

    [Inject] public required ReportListing Report { get; init; }

    private string Address => PublicRoot.Listing(_listing!.ExtensionId);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new ReportForm();
        var page = await Listings.FindAsync(VisibleRegistry.Marketplace, ExtensionId, CancellationToken.None);
        _listing = page?.Listing.State == ListingState.Listed ? page.Listing : null;
        if (_listing is null)
        {
            PageStatus.Set(Http, StatusCodes.Status404NotFound);
        }
    }

    private async Task SendAsync()
    {
        if (_listing is null)
        {
            return;
        }

        var request = new ReportListingRequest(_listing.ExtensionId, Input.Reason, Input.Text, Input.Contact, Http.Connection.RemoteIpAddress?.ToString())
        {
            Person = Http.User.Actor()?.UserId,
        };
        var sent = await Report.RunAsync(request, Http.RequestAborted);
        (_sent, _problem) = (sent.Succeeded, sent.Succeeded ? null : sent.Error.Message);
        if (!sent.Succeeded)
        {
            _wrong = sent.Error.Details.FirstOrDefault()?.Field;
            PageStatus.Set(Http, sent.Error.Kind == ErrorKind.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status422UnprocessableEntity);
        }
    }

    public sealed class ReportForm
    {
        public ReportReason? Reason { get; set; }

        public string? Text { get; set; }

        public string? Contact { get; set; }
    }
}
