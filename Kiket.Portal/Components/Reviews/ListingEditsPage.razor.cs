using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions.Edits;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Reviews;

/// <summary>Edits of listings that went live without a review. Reviewers look at a sample and mark what they looked at.</summary>
public sealed partial class ListingEditsPage
{
    private const int PageSize = 20;

    private Actor _actor = null!;
    private Page<EditRow>? _page;
    private Error? _refusal;
    private Guid? _marking;
    private string _note = "";
    private string? _problem;
    private string? _said;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "state")] public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required ListingEditReviews Edits { get; init; }

    private bool IsLooked => StateName == "looked";

    private static IReadOnlyList<TabLink> Tabs => [new("To look at", Address(false, 1)), new("Looked at", Address(true, 1))];

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        await LoadAsync();
    }

    private async Task LoadAsync() => (await Edits.RunAsync(
        IsLooked, _actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _refusal);

    private void Begin(ListingEdit edit) => (_marking, _note, _problem, _said) = (edit.Id, "", null, null);

    private async Task MarkAsync(EditRow row)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var marked = await Edits.MarkAsync(row.Edit.Id, _note, _actor, CancellationToken.None);
        (_busy, _problem) = (false, marked.Error?.Message);
        if (marked.Succeeded)
        {
            (_marking, _said) = (null, $"The edit of {row.Edit.Name} is marked as looked at.");
            await LoadAsync();
        }
    }

    private static string Address(bool looked, int page) => (looked, page) switch
    {
        (false, 1) => "/review/edits",
        (true, 1) => "/review/edits?state=looked",
        (false, _) => $"/review/edits?page={page}",
        _ => $"/review/edits?state=looked&page={page}",
    };
}
