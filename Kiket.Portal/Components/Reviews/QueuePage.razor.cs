using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Reviews;

/// <summary>The reviewers' queue: everything chosen is in the address, and it moves by itself.</summary>
public sealed partial class QueuePage : IDisposable
{
    private const int PageSize = 25;

    /// <summary>Holds run out and ages grow without anybody doing anything.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(30);

    private Actor _actor = null!;
    private QueueView? _view;
    private Error? _refusal;
    private DateTimeOffset _now;
    private IDisposable? _subscription;
    private ITimer? _timer;

    [SupplyParameterFromQuery(Name = "tab")] public string? TabName { get; set; }

    [SupplyParameterFromQuery(Name = "class")] public string? ClassName { get; set; }

    [SupplyParameterFromQuery(Name = "overdue")] public string? Overdue { get; set; }

    [SupplyParameterFromQuery(Name = "publisher")] public string? Publisher { get; set; }

    [SupplyParameterFromQuery(Name = "sort")] public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required QueueQueries Queries { get; init; }

    [Inject] public required SubmissionListTopic Lists { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private QueueChoice Choice => QueueChoice.Read(TabName, ClassName, Overdue, Publisher, Sort, PageRequest.NumberOf(PageNumber));

    private string Lead => _view is null
        ? "Submissions that wait for a decision."
        : $"Submissions that wait for a decision. The target is {_view.TargetHours} hours of working days.";

    private IReadOnlyList<TabLink> Tabs =>
    [
        Tab("Unclaimed", QueueTab.Unclaimed),
        Tab("Mine", QueueTab.Mine),
        Tab("Held by others", QueueTab.ClaimedByOthers),
        Tab("With the publisher", QueueTab.WithPublisher),
        Tab("Decided", QueueTab.Decided),
    ];

    private string EmptyTitle => Choice.Tab switch
    {
        QueueTab.Unclaimed => "The queue is empty",
        QueueTab.Mine => "You hold nothing",
        QueueTab.ClaimedByOthers => "No other reviewer holds anything",
        QueueTab.WithPublisher => "No publisher is mending anything",
        _ => "Nothing decided yet",
    };

    private string EmptyText => Choice.Tab switch
    {
        QueueTab.Unclaimed => "New submissions appear here by themselves.",
        QueueTab.Mine => "Claim a submission in the first tab; it stays yours for 15 minutes after your last activity.",
        QueueTab.ClaimedByOthers => "What your colleagues work on appears here, so that you can take it over when they cannot finish.",
        QueueTab.WithPublisher => "Submissions you ask changes for wait here until they come back.",
        _ => "Approved, rejected and withdrawn submissions are kept here.",
    };

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        await LoadAsync();
        if (RendererInfo.IsInteractive)
        {
            _subscription ??= Lists.Subscribe(SubmissionListTopic.Queue, RefreshAsync);
            _timer ??= Clock.CreateTimer(_ => _ = RefreshAsync(), null, Refresh, Refresh);
        }
    }

    private Task RefreshAsync() => InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private async Task LoadAsync()
    {
        _now = Clock.GetUtcNow();
        (await Queries.RunAsync(Choice.Filter, _actor, new PageRequest(Choice.PageNumber, PageSize), CancellationToken.None)).TryGet(out _view, out _refusal);
    }

    private TabLink Tab(string title, QueueTab tab) => new(title, QueueChoice.Of(tab).Address, _view!.Counts[tab]);

    public void Dispose()
    {
        _subscription?.Dispose();
        _timer?.Dispose();
    }
}
