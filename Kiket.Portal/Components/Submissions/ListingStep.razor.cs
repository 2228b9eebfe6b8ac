using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tiers;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Third step: name, summary, categories, pictures and price.</summary>
public sealed partial class ListingStep
{
    /// <summary>Fields that had the focus and lost it.</summary>
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    [Parameter, EditorRequired] public required SubmissionView View { get; set; }

    [Parameter, EditorRequired] public required ListingDetails Details { get; set; }

    [Parameter, EditorRequired] public required Func<ListingDetails, Task> DetailsChanged { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    [Parameter, EditorRequired] public required Actor Actor { get; set; }

    /// <summary>Reads the submission again after its pictures changed.</summary>
    [Parameter, EditorRequired] public required Func<Task> Changed { get; set; }

    private Money HostingCost => View.Snapshot?.Manifest?.Hosting is { Managed: true, Tier: { } tier }
        ? HostingTiers.Find(tier)?.MonthlyPrice ?? Money.Zero
        : Money.Zero;

    /// <summary>No error while the person is still typing.</summary>
    private string? Wrong(string field, string? value) => _left.Contains(field) && !string.IsNullOrWhiteSpace(value) ? Help(field) : null;

    /// <summary>Checks the current text, so that a message disappears as soon as the problem is fixed.</summary>
    private string? Help(string field) => MessageOf(ListingDetailsRules.Check(Details), field)
        ?? (field == "listing.base_url" && string.IsNullOrWhiteSpace(Details.BaseUrl) ? MessageOf(Problems, field) : null);

    private static string? MessageOf(IEnumerable<ErrorDetail> problems, string field) => problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private Task SetAsync(ListingDetails details) => DetailsChanged(details);

    private Task ChooseAsync(string slug, bool chosen)
    {
        _left.Add("listing.categories");
        return SetAsync(Details with
        {
            Categories = chosen
                ? [.. Details.Categories.Append(slug).Distinct().Take(ListingDetails.MaxCategories)]
                : [.. Details.Categories.Where(other => other != slug)],
        });
    }
}
