using Kiket.Portal.Submissions;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The state of a submission in a headline and one sentence that says who acts next.</summary>
/// <param name="Claimant">The reviewer who has claimed it, if any.</param>
/// <param name="Before">How many submissions are ahead of it; null when it does not wait.</param>
/// <param name="OpenRequests">How many requests are still open.</param>
/// <param name="Requests">How many requests there are in all.</param>
internal sealed record SubmissionOutlook(Submission Submission, string? Claimant, int? Before, int OpenRequests, int Requests)
{
    public string Headline => Submission.State switch
    {
        SubmissionState.Draft => "Draft",
        SubmissionState.InReview when Submission.IsAppeal => "Your appeal is with the reviewers",
        SubmissionState.InReview => "With the reviewers",
        SubmissionState.ChangesRequested => "The reviewer requested changes",
        SubmissionState.Approved => "Approved and listed",
        SubmissionState.Rejected => "Rejected",
        SubmissionState.Overtaken => "Overtaken by a higher version",
        _ => "Withdrawn",
    };

    public string Sentence => Submission.State switch
    {
        SubmissionState.Draft => "Only your organization sees it until you submit.",
        SubmissionState.InReview => InReview,
        SubmissionState.Approved when Submission.IsPrivate =>
            "Members of your organization can find and install it; nobody else sees it. For the next version, raise the version in the manifest.",
        SubmissionState.Rejected when Submission.IsPrivate => "Read the reviewer's reason below, fix it, and start a new submission.",
        SubmissionState.ChangesRequested => WithPublisher,
        SubmissionState.Approved => "Customers can find it in the marketplace. For the next version, raise the version in the manifest.",
        SubmissionState.Rejected =>
            "Read the reviewer's reason below. If you think they missed something, appeal, and another reviewer decides. Or fix it and start a new submission.",
        SubmissionState.Overtaken => "A higher version was approved first, so this one was closed. To release more, raise the version and submit it again.",
        _ => "You withdrew it. Start a new submission when you are ready.",
    };

    /// <summary>One of two reviewers has approved the version in review.</summary>
    private bool HasFirstApproval => Submission.Entries.LastOrDefault(entry =>
        entry.Kind is not (SubmissionEntryKind.Message or SubmissionEntryKind.Escalated)) is { Kind: SubmissionEntryKind.FirstApproval };

    private string InReview => (Claimant, Submission.IsAppeal) switch
    {
        ({ } claimant, _) => $"{claimant} is reviewing it now.",
        _ when HasFirstApproval => $"One reviewer has approved it. This kind of change needs a second approval. {Place}",
        (null, true) => $"A reviewer who did not reject it is next. {Place}",
        _ when Submission.IsPrivate => "An Owner or Admin of your organization reviews it; with more than one of them, never the one who submitted it.",
        _ => $"A reviewer is next. {Place}",
    };

    private string Place => Before switch
    {
        null or 0 => "It is first in the queue.",
        1 => "One submission is ahead of it in the queue.",
        { } before => $"{before} submissions are ahead of it in the queue.",
    };

    private string WithPublisher => (OpenRequests, Requests) switch
    {
        (_, 0) => "It is your turn: push the requested changes and submit again. If something is unclear, write a message below.",
        (0, _) => "It is your turn: no request is open, so submit it again for review.",
        (1, _) => "It is your turn: one request is open. Reply to it or mark it as fixed, then submit again.",
        var (open, _) => $"It is your turn: {open} requests are open. Reply to each or mark it as fixed, then submit again.",
    };
}
