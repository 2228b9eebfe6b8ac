using Kiket.Portal.Accounts;
using Kiket.Portal.Documentation;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Submissions.Conversation;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Reviews;

/// <summary>
/// One submission for a reviewer: the changes, the findings, the requests, the preview, and the decision. The page updates
/// automatically. When there is a new version, nothing can be decided before the reviewer has opened it.
/// </summary>
public sealed partial class WorkbenchPage
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);
    /// <summary>Of the longest waiting ones, one of so many is hardly the reviewer's own.</summary>
    private const int MostWaiting = 10;

    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);

    private Actor _actor = null!;
    private Workbench? _bench;
    private Error? _refusal;
    private string? _problem;
    private string? _claimProblem;
    private string? _judgeProblem;
    private string? _markProblem;
    private string? _seenProblem;
    private string? _outcome;
    private (SubmissionState State, DateTimeOffset? SubmittedAt) _outcomeOf;
    private QueueRow? _next;
    private bool _deciding;
    private bool _hadClaim;
    private Guid _shown;
    private (string? Commit, DateTimeOffset? SubmittedAt) _lookedAt;
    private (Guid, string?, DateTimeOffset?) _recorded;
    private DecisionPanel? _panel;
    private IJSObjectReference? _script;
    private DotNetObjectReference<WorkbenchPage>? _self;

    [Parameter] public Guid SubmissionId { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required WorkbenchQueries Queries { get; init; }

    [Inject] public required QueueQueries Queue { get; init; }

    [Inject] public required ClaimSubmission Claim { get; init; }

    [Inject] public required ReleaseClaim GiveBack { get; init; }

    [Inject] public required DecideSubmission Decide { get; init; }

    [Inject] public required EscalateSubmission Escalate { get; init; }

    [Inject] public required JudgeFinding Judge { get; init; }

    [Inject] public required MarkChecklist Mark { get; init; }

    [Inject] public required WriteNote Note { get; init; }

    [Inject] public required LookAtSubmission Look { get; init; }

    [Inject] public required MarkChangeSeen MarkSeen { get; init; }

    [Inject] public required SendMessage Send { get; init; }

    [Inject] public required BuildQueries Builds { get; init; }

    [Inject] public required GitHubLinks Links { get; init; }

    [Inject] public required SubmissionTopic Topic { get; init; }

    [Inject] public required IJSRuntime Scripts { get; init; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    private bool HasClaim => _bench!.Claim?.IsClaimedBy(_actor.UserId, Now) == true;

    private string QueueAddress => QueueChoice.QueueOf(_bench!.Submission.IsPrivate ? _bench.Organization.Slug : null);

    private string Lead => $"{_bench!.Organization.Name} · {_bench.Repository.FullName} at {_bench.Snapshot.ShortCommit}";

    private SafeHtml ManifestHtml => CodeHighlighter.Render(_bench!.Snapshot.ManifestText ?? "", "yaml");

    private string? CommitsAddress => _bench!.Compared.BeforeRelease is { } before
        ? Links.Compare(_bench.Repository.FullName, before.Commit, _bench.Submission.Commit!)
        : null;

    private string? RoundAddress => _bench!.Round is { IsSameRepository: true } round
        ? Links.Compare(_bench.Repository.FullName, round.BeforeCommit, _bench.Submission.Commit!)
        : null;

    /// <summary>Says that there is a newer version than the one on the screen; null when there is none.</summary>
    private string? Moved => _bench!.Submission switch
    {
        { State: not SubmissionState.InReview } => null,
        { Commit: { } commit } when commit != _lookedAt.Commit => $"There is a new commit, {_bench.Snapshot.ShortCommit}.",
        { SubmittedAt: { } at } when at != _lookedAt.SubmittedAt => "The publisher submitted it again.",
        _ => null,
    };

    protected override void OnInitialized() => Every(Tick);

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        await LoadAsync();
        if (_shown != SubmissionId)
        {
            _shown = SubmissionId;
            (_outcome, _next, _problem, _claimProblem, _judgeProblem, _markProblem, _seenProblem) = (null, null, null, null, null, null, null);
            SeeNew();
        }

        Follow(Topic, SubmissionId, LoadAsync);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await RecordLookAsync();
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Scripts.StartAsync("./review.js", "start", [_self], Clock, WhenLeft);
            if (IsDisposed)
            {
                // The page was left while the script loaded: the reference for its calls is disposed.
                await ReleaseScriptAsync();
            }
        }
    }

    /// <summary>The script calls it at most once a minute while the reviewer types, clicks or scrolls.</summary>
    [JSInvokable]
    public Task ActiveAsync() => InvokeAsync(RenewAsync);

    private async Task LoadAsync()
    {
        (await Queries.FindAsync(SubmissionId, _actor, CancellationToken.None)).TryGet(out _bench, out _refusal);
        if (_bench is null)
        {
            return;
        }

        var claimant = _bench.Claim;
        if (_hadClaim && claimant is not null && claimant.ReviewerId != _actor.UserId)
        {
            _claimProblem = $"{claimant.ReviewerName} took this over. Your text is still here, and they can see your notes and verdicts.";
        }

        _hadClaim = HasClaim;
        if (_outcome is not null && _outcomeOf != (_bench.Submission.State, _bench.Submission.SubmittedAt))
        {
            // Submitted again or decided by another: what this reviewer did before is in the history.
            (_outcome, _next) = (null, null);
        }
    }

    /// <summary>Only a page that is drawn counts: a prerendered one may never be read.</summary>
    private async Task RecordLookAsync()
    {
        var round = (SubmissionId, _lookedAt.Commit, _lookedAt.SubmittedAt);
        if (_bench is { MayReview: true } && _recorded != round)
        {
            _recorded = round;
            // Refused only when the reviewer may no longer see it, which the page says.
            _ = await Look.RunAsync(SubmissionId, _lookedAt.Commit, _lookedAt.SubmittedAt, _actor, CancellationToken.None);
        }
    }

    private void SeeNew() => _lookedAt = (_bench?.Submission.Commit, _bench?.Submission.SubmittedAt);

    private async Task ClaimAsync(bool takeOver)
    {
        _claimProblem = (await Claim.RunAsync(new ClaimSubmissionRequest(SubmissionId, takeOver, _actor), CancellationToken.None)).Error?.Message;
        _problem = null;
        await ShowAsync();
    }

    private async Task ReleaseAsync()
    {
        _hadClaim = false;
        _claimProblem = (await GiveBack.RunAsync(SubmissionId, _actor, CancellationToken.None)).Error?.Message;
        await ShowAsync();
    }

    private async Task RenewAsync()
    {
        if (_bench?.Claim is { } claim && claim.IsClaimedBy(_actor.UserId, Now) && claim.Until - Now < ReviewClaim.Lifetime - RenewAfter)
        {
            _claimProblem = (await Claim.RunAsync(new ClaimSubmissionRequest(SubmissionId, TakeOver: false, _actor), CancellationToken.None)).Error?.Message;
            await LoadAsync();
        }
    }

    private async Task DecideAsync(Decision decision, string message, IReadOnlyList<NewChangeRequest> items)
    {
        if (_deciding)
        {
            return;
        }

        (_deciding, _problem, _outcome) = (true, null, null);
        StateHasChanged();
        var request = new DecideSubmissionRequest(SubmissionId, decision, message, _lookedAt.Commit, _actor)
        {
            Items = items,
            ConfirmsSecurityFix = _panel?.ConfirmsSecurityFix,
            ExpectedSubmittedAt = _lookedAt.SubmittedAt,
            MustHaveClaimed = true,
        };
        var decided = await Decide.RunAsync(request, CancellationToken.None);
        _deciding = false;
        _problem = decided.Error?.Message;
        if (decided.Succeeded)
        {
            // The claim ends with the decision; nobody took it over.
            _hadClaim = false;
            await SentAsync();
        }

        await ShowAsync();
        if (decided.Succeeded)
        {
            await GoOnAsync(decision);
        }
    }

    /// <summary>Says what the decision did, offers the next submission, and leads there: the pressed button is gone.</summary>
    private async Task GoOnAsync(Decision decision)
    {
        _outcome = (decision, _bench?.Submission.State) switch
        {
            (_, null) => null,
            (Decision.Approve, SubmissionState.InReview) => "Your approval is saved as the first of two.",
            (Decision.Approve, _) => "Approved. The version is released.",
            (Decision.RequestChanges, _) => "Sent. The publisher sees what must change.",
            _ => "Rejected. The publisher sees your reason.",
        };
        _outcomeOf = _bench is { Submission: var decided } ? (decided.State, decided.SubmittedAt) : default;
        _next = await NextAsync();
        StateHasChanged();
        if (_panel is { } panel && _outcome is not null)
        {
            await panel.FocusAsync();
        }
    }

    /// <summary>The one that waits longest and that this reviewer may decide on.</summary>
    private async Task<QueueRow?> NextAsync()
    {
        var organization = _bench is { Submission.IsPrivate: true } bench ? bench.Organization.Slug : null;
        var waiting = await Queue.RunAsync(organization, new QueueFilter(QueueTab.Unclaimed), _actor, new PageRequest(1, MostWaiting), CancellationToken.None);
        return waiting.TryGet(out var queue, out _)
            ? queue.Page.Items.FirstOrDefault(row => !row.IsOwn && row.Id != SubmissionId && row.FirstApprover != _actor.Name)
            : null;
    }

    /// <summary>The panels call back without an event of this page, so the page has to render them again.</summary>
    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task EscalateAsync(string reason)
    {
        _hadClaim = false;
        _problem = (await Escalate.RunAsync(SubmissionId, reason, _actor, CancellationToken.None)).Error?.Message;
        if (_problem is null)
        {
            await SentAsync();
        }

        await ShowAsync();
    }

    /// <summary>The text was sent, so the browser deletes its copy.</summary>
    private async Task SentAsync()
    {
        _panel?.Clear();
        if (_script is { } script)
        {
            await script.TryAsync("sent");
        }
    }

    private async Task JudgeAsync(string key, Verdict? verdict)
    {
        _judgeProblem = (await Judge.RunAsync(SubmissionId, key, verdict, _actor, CancellationToken.None)).Error?.Message;
        await RenewAsync();
        StateHasChanged();
    }

    private async Task MarkAsync(Guid item, ChecklistMark mark)
    {
        _markProblem = (await Mark.RunAsync(SubmissionId, item, mark, _actor, CancellationToken.None)).Error?.Message;
        await RenewAsync();
        StateHasChanged();
    }

    private async Task MarkSeenAsync(string key, bool isSeen)
    {
        _seenProblem = (await MarkSeen.RunAsync(SubmissionId, key, isSeen, _actor, CancellationToken.None)).Error?.Message;
        await RenewAsync();
        await ShowAsync();
    }

    private void WriteReply() => _panel?.Compose(
        ComposeReply.From(_bench!.Checklist, _bench.Marks, _bench.Organization.Name), ComposeReply.Items(_bench.Checklist, _bench.Marks));

    private Task<Result> SaveNoteAsync(string text, int version) => Note.RunAsync(SubmissionId, text, version, _actor, CancellationToken.None);

    private Task<Result> SendAsync(string text) => Send.RunAsync(SubmissionId, Side.Reviewer, text, _actor, CancellationToken.None);

    private string? LineAddress(Finding finding) => finding.Path is { } path
        ? Links.File(_bench!.Repository.FullName, _bench.Snapshot.Commit, path, finding.Line)
        : null;

    protected override async ValueTask LeaveAsync()
    {
        await ReleaseScriptAsync();
        _self?.Dispose();
    }

    private async Task ReleaseScriptAsync()
    {
        if (_script is { } script)
        {
            _script = null;
            await script.ReleaseAsync("stop");
        }
    }
}
