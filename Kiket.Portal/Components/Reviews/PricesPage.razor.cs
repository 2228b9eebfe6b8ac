using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions.Edits;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Reviews;

/// <summary>Other prices of listed versions: reviewers compare both offers and decide.</summary>
public sealed partial class PricesPage
{
    private const string Waiting = "/review/prices";
    private const string Decided = "/review/prices?state=decided";

    private static readonly IReadOnlyList<TabLink> Tabs = [new("Waiting", Waiting), new("Decided", Decided)];

    private Actor _actor = null!;
    private IReadOnlyList<PriceRow>? _rows;
    private Error? _refusal;
    private Error? _problem;
    private Guid? _failed;
    private Guid? _rejecting;
    private string _reason = "";
    private string? _said;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "state")] public string? StateName { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required PriceReviews Prices { get; init; }

    private string? ReasonProblem => _problem?.Details.FirstOrDefault(detail => detail.Field == "reason")?.Message;

    private bool IsDecided => StateName == "decided";

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        await LoadAsync();
    }

    private async Task LoadAsync() => (await Prices.RunAsync(!IsDecided, _actor, CancellationToken.None)).TryGet(out _rows, out _refusal);

    private void Begin(OfferChange change) => (_rejecting, _reason, _problem, _failed, _said) = (change.Id, "", null, null, null);

    private async Task ApproveAsync(OfferChange change)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _said) = (true, null);
        var approved = await Prices.ApproveAsync(change.Id, _actor, CancellationToken.None);
        await ShowAsync(change, approved.Error, approved.Succeeded && approved.Value
            ? $"The new price of {change.Name} is live."
            : $"You approved the price of {change.Name}. A second reviewer is needed.");
    }

    private async Task RejectAsync(OfferChange change)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _said) = (true, null);
        var rejected = await Prices.RejectAsync(change.Id, _reason, _actor, CancellationToken.None);
        await ShowAsync(change, rejected.Error, $"The price of {change.Name} is rejected. Its publisher is notified.");
    }

    private async Task ShowAsync(OfferChange change, Error? error, string said)
    {
        (_busy, _problem, _failed) = (false, error, error is null ? null : change.Id);
        if (error is null)
        {
            (_rejecting, _said) = (null, said);
            await LoadAsync();
        }
    }
}
