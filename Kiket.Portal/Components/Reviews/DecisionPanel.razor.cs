using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Reviews;

/// <summary>What a reviewer says and decides. It asks first where there is no way back, and keeps what was typed when refused.</summary>
public sealed partial class DecisionPanel
{
    private const string ApprovedLabel = "You approved this. A second reviewer must approve it too; until then it stays in review.";

    private string _message = "";
    private string _items = "";
    private Asked _asked;

    private enum Asked
    {
        Nothing,
        Approve,
        Reject,
        Escalate,
    }

    [Parameter, EditorRequired] public required Workbench Bench { get; set; }

    [Parameter, EditorRequired] public Guid Me { get; set; }

    /// <summary>The reviewer holds it now.</summary>
    [Parameter, EditorRequired] public bool HasClaim { get; set; }

    [Parameter, EditorRequired] public required Func<Decision, string, IReadOnlyList<NewChangeRequest>, Task> Decide { get; set; }

    [Parameter, EditorRequired] public required Func<string, Task> Escalate { get; set; }

    /// <summary>A decision is being made, or what was looked at has moved on.</summary>
    [Parameter] public bool IsBusy { get; set; }

    [Parameter] public string? Problem { get; set; }

    private bool HasNoMessage => string.IsNullOrWhiteSpace(_message);

    private bool IsFirstOfTwo => Bench.Submission.Assessment is { NeedsTwo.Count: > 0 } && Bench.FirstApproval is null;

    private IReadOnlyList<NewChangeRequest> Items =>
        [.. _items.Split('\n').Select(line => line.Trim().TrimStart('-', '*', '•').Trim()).Where(line => line.Length > 0).Select(line => new NewChangeRequest(line))];

    /// <summary>What the reviewers themselves marked as wrong: an approval over it is possible, and never by a slip.</summary>
    private IReadOnlyList<string> Against =>
    [
        .. Bench.Checklist
            .Where(item => item.Severity != ChecklistSeverity.Advice && Bench.Marks.TryGetValue(item.Id, out var mark) && mark == ChecklistMark.Fails)
            .Select(item => $"“{item.Text}” is marked as failing."),
        .. Bench.Verdicts.Values.Count(verdict => verdict.Verdict == Verdict.Real) is > 0 and var real ? [real == 1 ? "A finding is judged to be a problem." : $"{real} findings are judged to be problems."] : Array.Empty<string>(),
    ];

    private string? LeftToAnother => Bench switch
    {
        { OthersRemain: true } when Bench.Escalations.Any(escalation => escalation.ReviewerId == Me) => "You left this to another reviewer, who decides on it now.",
        _ when IsAgainstMe && Bench.FirstApproval is null => "The publisher appeals against your rejection, so another reviewer must decide on it.",
        _ => null,
    };

    /// <summary>The publisher appeals against this reviewer's rejection: they may join another's approval, and no more.</summary>
    private bool IsAgainstMe => Bench.Submission is { IsAppeal: true, RejectedBy: var rejected } && rejected.Contains(Me);

    /// <summary>The first of two approvals is theirs: they may take it back, and not give the second.</summary>
    private bool ApprovedByMe => Bench.FirstApproval?.ReviewerId == Me;

    /// <summary>Puts a composed reply into the fields, below what is typed there already.</summary>
    public void Compose(string message, IReadOnlyList<NewChangeRequest> items)
    {
        Add(ref _message, message);
        Add(ref _items, string.Join('\n', items.Select(item => item.Text)));
        StateHasChanged();
    }

    /// <summary>Empties the fields: what stood there has been sent.</summary>
    public void Clear() => (_message, _items) = ("", "");

    private static void Add(ref string field, string text)
    {
        if (text.Length > 0 && !field.Contains(text, StringComparison.Ordinal))
        {
            field = string.IsNullOrWhiteSpace(field) ? text : $"{field.TrimEnd()}\n{text}";
        }
    }

    private void Insert(ChangeEventArgs change)
    {
        if (Bench.Replies.FirstOrDefault(reply => reply.Id.ToString() == change.Value as string) is { } reply)
        {
            Add(ref _message, reply.Text);
        }
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
