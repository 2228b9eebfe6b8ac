using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Reviews;

/// <summary>The message and the decision of a reviewer. It asks before a final decision, and the text stays when the decision is refused.</summary>
public sealed partial class DecisionPanel
{
    private const string ItemsHelp =
        "The publisher replies to each item or marks it as fixed. Begin a line with a field, such as “Summary:” or “Screenshots:”, and they find it there. "
        + "If you leave this empty, your message is the only item.";

    private string _message = "";
    private string _items = "";
    private bool _isSecurityFix;
    private Guid? _inserted;
    private Asked _asked;
    private ElementReference _title;

    private enum Asked
    {
        Nothing,
        Approve,
        Reject,
        Escalate,
    }

    [Parameter, EditorRequired] public required Workbench Bench { get; set; }

    [Parameter, EditorRequired] public Guid Me { get; set; }

    /// <summary>The reviewer has claimed it.</summary>
    [Parameter, EditorRequired] public bool HasClaim { get; set; }

    [Parameter, EditorRequired] public required Func<Decision, string, IReadOnlyList<NewChangeRequest>, Task> Decide { get; set; }

    [Parameter, EditorRequired] public required Func<string, Task> Escalate { get; set; }

    /// <summary>A decision is being saved, or there is a new version to review first.</summary>
    [Parameter] public bool IsBusy { get; set; }

    [Parameter] public string? Problem { get; set; }

    /// <summary>What the reviewer has just decided, as a sentence; null before.</summary>
    [Parameter] public string? Outcome { get; set; }

    /// <summary>The submission to review after this one; null before the decision, or when none is waiting.</summary>
    [Parameter] public QueueRow? Next { get; set; }

    private string ApprovedLabel => $"You approved this. {Second(Bench)} Until then it stays in review.";

    /// <summary>What the reviewer says to the publisher's mark; null when there is none.</summary>
    public bool? ConfirmsSecurityFix => Bench.Submission.Details.IsSecurityFix ? _isSecurityFix : null;

    private bool HasNoMessage => string.IsNullOrWhiteSpace(_message);

    private bool IsFirstOfTwo => Bench.Submission.Assessment is { NeedsTwo.Count: > 0 } && Bench.FirstApproval is null;

    private IReadOnlyList<NewChangeRequest> Items =>
    [
        .. _items.Split('\n')
            .Select(line => line.Trim().TrimStart('-', '*', '•').Trim())
            .Where(line => line.Length > 0)
            .Select(RequestedField.Read),
    ];

    /// <summary>What the reviewers marked as wrong or left open. Approval is still possible, but never by accident.</summary>
    private IReadOnlyList<string> Against =>
    [
        .. Unanswered switch
        {
            0 => Array.Empty<string>(),
            1 => ["A quality bar has no answer yet."],
            var open => [$"{open} quality bars have no answer yet."],
        },
        .. Bench.Checklist
            .Where(item => item.Severity != ChecklistSeverity.Advice && Bench.Marks.TryGetValue(item.Id, out var mark) && mark == ChecklistMark.Fails)
            .Select(item => $"“{item.Text}” is marked as failing."),
        .. RealFindings switch
        {
            0 => Array.Empty<string>(),
            1 => ["A finding is marked as a problem."],
            var real => [$"{real} findings are marked as problems."],
        },
    ];

    private int Unanswered => Bench.Checklist.Count(item => item.Severity != ChecklistSeverity.Advice && !Bench.Marks.ContainsKey(item.Id));

    private int RealFindings => Bench.Verdicts.Values.Count(verdict => verdict.Verdict == Verdict.Real);

    private string? LeftToAnother => Bench switch
    {
        { OthersRemain: true } when Bench.Escalations.Any(escalation => escalation.ReviewerId == Me) =>
            "You passed this to another reviewer, who decides now.",
        _ when IsAgainstMe && (Bench.FirstApproval is null || Bench.OthersRemain) =>
            "The publisher appealed against your rejection, so another reviewer must decide.",
        _ => null,
    };

    /// <summary>The publisher appealed against this reviewer's rejection: they may add to another's approval when nobody else can, nothing else.</summary>
    private bool IsAgainstMe => Bench.Submission is { IsAppeal: true, RejectedBy: var rejected } && rejected.Contains(Me);

    /// <summary>They gave the first of two approvals: they may withdraw it, but not give the second.</summary>
    private bool ApprovedByMe => Bench.FirstApproval?.ReviewerId == Me;

    /// <summary>Adds a composed reply to the fields, below the existing text.</summary>
    public void Compose(string message, IReadOnlyList<NewChangeRequest> items)
    {
        Add(ref _message, message);
        Add(ref _items, string.Join('\n', items.Select(item => item.Text)));
        StateHasChanged();
    }

    /// <summary>Who has to approve after the first of two reviewers.</summary>
    public static string Second(Workbench bench) => bench.Others switch
    {
        [] => "A second reviewer must approve it too, and there is none. Ask an operator to add one.",
        [var only] => $"{only} must approve it too.",
        [var one, var two] => $"{one} or {two} must approve it too.",
        var some => $"{string.Join(", ", some)} or another reviewer must approve it too.",
    };

    /// <summary>Where people go on reading after a decision, whose button is gone.</summary>
    public ValueTask FocusAsync() => _title.FocusAsync();

    /// <summary>Empties the fields after their text was sent.</summary>
    public void Clear() => (_message, _items) = ("", "");

    private static void Add(ref string field, string text)
    {
        if (text.Length > 0 && !field.Contains(text, StringComparison.Ordinal))
        {
            field = string.IsNullOrWhiteSpace(field) ? text : $"{field.TrimEnd()}\n{text}";
        }
    }

    private async Task InsertAsync(Guid? chosen)
    {
        if (Bench.Replies.FirstOrDefault(reply => reply.Id == chosen) is { } reply)
        {
            Add(ref _message, reply.Text);
        }

        // The list shows its choice once and is empty again, so that the same reply can be chosen twice.
        _inserted = chosen;
        StateHasChanged();
        await Task.Yield();
        _inserted = null;
    }

    private Task ApproveAsync()
    {
        if (Against.Count == 0)
        {
            return DecideAsync(Decision.Approve);
        }

        _asked = Asked.Approve;
        return Task.CompletedTask;
    }

    private Task DecideAsync(Decision decision)
    {
        _asked = Asked.Nothing;
        return Decide(decision, _message, decision == Decision.RequestChanges ? Items : []);
    }

    private Task EscalateAsync()
    {
        _asked = Asked.Nothing;
        return Escalate(_message);
    }
}
