using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>Why a submission is in the queue; the most important reason wins.</summary>
internal static class QueueReason
{
    public static string Of(Submission submission, Approval? first, Escalation? escalated, bool again, bool appealed)
    {
        if (submission.State is not (SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return submission.Routine is { Approved: true } ? "Routine, approved automatically" : Kind(submission);
        }

        if (appealed)
        {
            return first is null ? "Appeal against a rejection" : $"Appeal against a rejection; {first.ReviewerName} approved";
        }

        if (first is not null)
        {
            return $"Waits for a second approver; {first.ReviewerName} approved";
        }

        if (escalated is not null)
        {
            return $"{escalated.ReviewerName} asks for another reviewer";
        }

        if (submission.Routine is { Sampled: true })
        {
            return "Routine, randomly selected for review";
        }

        return again ? $"Back after changes; {Lower(Kind(submission))}" : Kind(submission);
    }

    private static string Kind(Submission submission) => submission.ChangeClass switch
    {
        ChangeClass.New => "First submission",
        ChangeClass.Sensitive => submission.Assessment!.NeedsTwo[0].TrimEnd('.'),
        ChangeClass.Widening => "New version, wider scope",
        ChangeClass.DocsOnly => "New version, text only",
        ChangeClass.Routine => "New version, same access and price",
        _ => "Submission",
    };

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
