using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Fifth step: how customers reach support, the publisher's pages, and the documents of the submission.</summary>
public sealed partial class SupportStep
{
    /// <summary>Fields that had the focus and lost it.</summary>
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    [Parameter, EditorRequired] public required SubmissionView View { get; set; }

    [Parameter, EditorRequired] public required ListingDetails Details { get; set; }

    [Parameter, EditorRequired] public required Func<ListingDetails, Task> DetailsChanged { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    [Parameter, EditorRequired] public required Actor Actor { get; set; }

    /// <summary>Reads the submission again after its files changed.</summary>
    [Parameter, EditorRequired] public required Func<Task> Changed { get; set; }

    private const string HoursHelp = "Hours of your coverage, 1 to 720. If you leave it empty, the listing promises no response time.";

    private const string ResolutionHelp =
        "Hours of your coverage until a ticket is resolved, without the time in which you wait for the customer. Leave it empty for no promise.";

    private SupportContact Support => Details.Support;

    /// <summary>A time that is refused is promised to nobody.</summary>
    private bool HasPromise => Help("listing.support.first_response_hours") is null && Help("listing.support.resolution_hours") is null;

    private string Promise => SupportPromise.Of(Support);

    /// <summary>No error while the person is still typing.</summary>
    private string? Wrong(string field, string? value) => _left.Contains(field) && !string.IsNullOrWhiteSpace(value) ? Help(field) : null;

    private string? Help(string field) => ListingDetailsRules.Check(Details).FirstOrDefault(problem => problem.Field == field)?.Message;

    private Task SetAsync(SupportContact support) => DetailsChanged(Details with { Support = support });

    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
