using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Reviews;

/// <summary>The reviewers' queue. All choices are in the address, and the page updates automatically.</summary>
public sealed partial class QueuePage
{
    private const int PageSize = 25;

    /// <summary>Claims expire and ages grow without any event.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(30);

    private Actor _actor = null!;
    private QueueView? _view;
    private Error? _refusal;
    private DateTimeOffset _now;
    private int _edits;
    private int _prices;

    /// <summary>The organization whose private registry is reviewed; null for the marketplace.</summary>
    [Parameter] public string? Org { get; set; }

    [SupplyParameterFromQuery(Name = "tab")] public string? TabName { get; set; }

    [SupplyParameterFromQuery(Name = "class")] public string? ClassName { get; set; }

    [SupplyParameterFromQuery(Name = "overdue")] public string? Overdue { get; set; }

    [SupplyParameterFromQuery(Name = "publisher")] public string? Publisher { get; set; }

    [SupplyParameterFromQuery(Name = "sort")] public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required QueueQueries Queries { get; init; }

    [Inject] public required ListingEditReviews Edits { get; init; }

    [Inject] public required PriceReviews Prices { get; init; }

    [Inject] public required SubmissionListTopic Lists { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private QueueChoice Choice => QueueChoice.Read(TabName, ClassName, Overdue, Publisher, Sort, PageRequest.NumberOf(PageNumber)) with { Organization = Org };

    private string Lead => Org is not null
        ? "Submissions to your private registry. With two or more Owners and Admins, you can't decide on what you submitted yourself."
        : _view is null
        ? "Submissions waiting for a decision."
        : !_view.MayReview
        ? "You read this as an operator. Only reviewers claim and decide; under Operations, People you give somebody that role."
        : $"Submissions waiting for a decision. The target is {_view.TargetHours} hours, counting working days only.";

    private IReadOnlyList<TabLink> Tabs =>
    [
        Tab("Unclaimed", QueueTab.Unclaimed),
        Tab("Mine", QueueTab.Mine),
        Tab("Claimed by others", QueueTab.ClaimedByOthers),
        Tab("With the publisher", QueueTab.WithPublisher),
        Tab("Decided", QueueTab.Decided),
    ];

    private string EmptyTitle => Choice.Tab switch
    {
        QueueTab.Unclaimed => "The queue is empty",
        QueueTab.Mine => "You haven't claimed anything",
        QueueTab.ClaimedByOthers => "Nothing is claimed by others",
        QueueTab.WithPublisher => "Nothing is with a publisher",
        _ => "Nothing decided yet",
    };

    private string EmptyText => Choice.Tab switch
    {
        QueueTab.Unclaimed => "New submissions appear here automatically.",
        QueueTab.Mine => "Claim a submission in the first tab. It stays yours until 15 minutes after your last activity.",
        QueueTab.ClaimedByOthers => "Submissions that colleagues have claimed appear here. You can take one over if they cannot finish.",
        QueueTab.WithPublisher => "Submissions with requested changes appear here until the publisher submits them again.",
        _ => "Approved, rejected and withdrawn submissions appear here.",
    };

    protected override void OnInitialized() => Every(Refresh, LoadAsync);

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        // Before it reads: what arrives meanwhile is read as well.
        Follow(Lists, SubmissionListTopic.Queue, LoadAsync);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        _now = Clock.GetUtcNow();
        var found = await Queries.RunAsync(Org, Choice.Filter, _actor, new PageRequest(Choice.PageNumber, PageSize), CancellationToken.None);
        found.TryGet(out _view, out _refusal);
        _prices = Org is null && _view is not null ? await Prices.WaitingAsync(CancellationToken.None) : 0;
        _edits = Org is null && _view is not null ? await Edits.WaitingAsync(CancellationToken.None) : 0;
    }

    private TabLink Tab(string title, QueueTab tab) => new(title, (QueueChoice.Of(tab) with { Organization = Org }).Address, _view!.Counts[tab]);
}
