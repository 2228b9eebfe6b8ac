using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Ratings;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Ratings that wait for an operator, and what was decided before.</summary>
public sealed partial class RatingsPage
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<TabLink> StateTabs =
        [new("Waiting", Address(null, null, 1)), new("Hidden", Address("hidden", null, 1)), new("Visible", Address("visible", null, 1))];

    private Page<QueuedRating>? _page;
    private (Guid Id, bool IsHidden)? _deciding;
    private string _reason = "";

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required RatingQueue Queue { get; init; }

    [Inject] public required DecideRating Decide { get; init; }

    private RatingQueueState State => StateParameter switch
    {
        "hidden" => RatingQueueState.Hidden,
        "visible" => RatingQueueState.Visible,
        _ => RatingQueueState.Waiting,
    };

    private string? StateName => State == RatingQueueState.Waiting ? null : StateParameter;

    private (string Title, string Text) Nothing => (string.IsNullOrWhiteSpace(Query), State) switch
    {
        (false, _) => ("No ratings found", "No extension and no organization matches. Use fewer letters."),
        (_, RatingQueueState.Hidden) => ("No hidden ratings", "Ratings that operators hide appear here."),
        (_, RatingQueueState.Visible) => ("No ratings", "Ratings that everybody can read appear here."),
        _ => ("No rating waits", "Ratings by young organizations, reported ones and appeals appear here."),
    };

    protected override async Task LoadAsync(Actor actor) =>
        (await Queue.RunAsync(
            State, Query, actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _);

    private void Open(QueuedRating row, bool isHidden) => (_deciding, _reason, Problem, Saved) = ((row.Rating.Id, isHidden), "", null, null);

    private async Task DecideAsync(QueuedRating row)
    {
        var isHidden = _deciding!.Value.IsHidden;
        var decided = await Decide.RunAsync(row.Rating.Id, row.Rating.Revision, isHidden, _reason, Operator!, CancellationToken.None);
        if (await DoneAsync(decided, $"The rating of {row.Organization} is {(isHidden ? "hidden" : "visible")}. Both sides are notified."))
        {
            _deciding = null;
        }
    }

    private static string Verb(QueuedRating row, bool isHidden) => (row.Rating.State, isHidden) switch
    {
        (RatingState.Hidden, true) => "Leave hidden",
        (_, true) => "Hide",
        (RatingState.Visible, _) => "Leave visible",
        _ => "Show",
    };

    private static BadgeTone Tone(RatingState state) => state switch
    {
        RatingState.Visible => BadgeTone.Success,
        RatingState.Hidden => BadgeTone.Danger,
        _ => BadgeTone.Warning,
    };

    private static string Address(string? state, string? query, int page) => OperationsAddress.Of("/operations/ratings", ("state", state), query, page);
}
