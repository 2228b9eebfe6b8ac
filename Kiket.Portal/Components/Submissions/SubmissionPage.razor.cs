using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>A submission as its publisher sees it: its state, who acts next, the conversation. Updates automatically.</summary>
public sealed partial class SubmissionPage
{
    private static readonly TimeSpan Refreshed = TimeSpan.FromMinutes(1);

    private Actor _actor = null!;
    private SubmissionView? _view;
    private Error? _refusal;
    private string? _problem;
    private int? _before;
    private string? _claimant;
    private bool _confirmWithdraw;
    private bool _submitting;

    [Parameter] public required string Org { get; set; }

    [Parameter] public Guid Id { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required SubmissionQueries Queries { get; init; }

    [Inject] public required QueuePlaces Places { get; init; }

    [Inject] public required WhoReviews Reviewers { get; init; }

    [Inject] public required WorkOnChangeRequest Requests { get; init; }

    [Inject] public required SubmitSubmission Submit { get; init; }

    [Inject] public required SendMessage Send { get; init; }

    [Inject] public required WithdrawSubmission Withdraw { get; init; }

    [Inject] public required AppealRejection Appeal { get; init; }

    [Inject] public required TakeNewCommit Newer { get; init; }

    [Inject] public required BuildQueries Builds { get; init; }

    [Inject] public required BuildAgain BuildAgain { get; init; }

    [Inject] public required SubmissionTopic Topic { get; init; }

    [Inject] public required SubmissionListTopic Lists { get; init; }

    private string Name => _view!.Submission.Details.Name is { Length: > 0 } name ? name : _view.Submission.ExtensionId ?? "Untitled draft";

    private SubmissionOutlook Outlook => new(_view!.Submission, _claimant, _before, Open, _view.Submission.ChangeRequests.Count);

    /// <summary>Where the first open request is fixed.</summary>
    private WizardStep FirstToFix => WizardSteps.StepOf(
        _view!.Submission.ChangeRequests.FirstOrDefault(item => item.State == ChangeRequestState.Open)?.Field);

    private int Open => _view!.Submission.ChangeRequests.Count(item => item.State == ChangeRequestState.Open);

    /// <summary>No request is open and nothing else is missing, so the wizard is not needed.</summary>
    private bool CanSubmitAgain => _view!.Submission.ChangeRequests.Count > 0 && Open == 0 && _view.Readiness.IsReady;

    private IReadOnlyList<TimelineEntry> Events =>
        [.. _view!.Submission.Entries.Where(entry => entry.Kind != SubmissionEntryKind.Message).Reverse().Select(SubmissionLabels.Line)];

    /// <summary>A reviewer's claim ends by itself: no signal comes when it does.</summary>
    protected override void OnInitialized() => Every(Refreshed, CountAsync);

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        await LoadAsync();
        Follow(Topic, Id, LoadAsync);
        Follow(Lists, SubmissionListTopic.Queue, CountAsync);
    }

    private async Task LoadAsync()
    {
        (await Queries.FindAsync(Id, _actor, CancellationToken.None)).TryGet(out _view, out _refusal);
        await CountAsync();
    }

    /// <summary>Any change in the queue can change the place of this submission, and someone may have claimed it.</summary>
    private async Task CountAsync() =>
        (_before, _claimant) = _view is null
            ? (null, null)
            : (await Places.BeforeAsync(_view.Submission, CancellationToken.None), await Reviewers.NameAsync(Id, CancellationToken.None));

    private Task<Result> ReplyAsync(Guid item, string text) => ReloadAfterAsync(Requests.ReplyAsync(Id, item, text, _actor, CancellationToken.None));

    private Task<Result> FixAsync(Guid item, string commit) => ReloadAfterAsync(Requests.FixAsync(Id, item, commit, _actor, CancellationToken.None));

    private Task<Result> AppealAsync(string reason) => ReloadAfterAsync(Appeal.RunAsync(Id, reason, _actor, CancellationToken.None));

    private async Task<Result> ReloadAfterAsync(Task<Result> act)
    {
        var done = await act;
        await LoadAsync();
        StateHasChanged();
        return done;
    }

    private async Task SubmitAgainAsync()
    {
        if (_submitting)
        {
            return;
        }

        _submitting = true;
        _problem = (await ReloadAfterAsync(Submit.RunAsync(Id, _actor, CancellationToken.None))).Error?.Message;
        _submitting = false;
    }

    private Task<Result> SendAsync(string text) => Send.RunAsync(Id, Side.Publisher, text, _actor, CancellationToken.None);

    private async Task WithdrawAsync()
    {
        _confirmWithdraw = false;
        _problem = (await ReloadAfterAsync(Withdraw.RunAsync(Id, _actor, CancellationToken.None))).Error?.Message;
    }
}
