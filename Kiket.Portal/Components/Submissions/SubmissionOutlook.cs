using Kiket.Portal.Submissions;

namespace Kiket.Portal.Components.Submissions;

/// <summary>What happens with a submission now, in a headline and one sentence that says who answers next.</summary>
/// <param name="Holder">The reviewer who holds it now, if anybody does.</param>
/// <param name="Before">How many wait longer; null when it does not wait.</param>
/// <param name="OpenRequests">How many requests the publisher has not answered.</param>
/// <param name="Requests">How many requests there are in all.</param>
internal sealed record SubmissionOutlook(Submission Submission, string? Holder, int? Before, int OpenRequests, int Requests)
{
    public string Headline => Submission.State switch
    {
        SubmissionState.Draft => "Still a draft",
        SubmissionState.InReview when Submission.IsAppeal => "Your appeal is with the reviewers",
        SubmissionState.InReview => "With the reviewers",
        SubmissionState.ChangesRequested => "The reviewer asks for changes",
        SubmissionState.Approved => "Approved and listed",
        SubmissionState.Rejected => "Rejected",
        _ => "Withdrawn",
    };

    public string Sentence => Submission.State switch
    {
        SubmissionState.Draft => "Nobody but your organization sees it until you submit.",
        SubmissionState.InReview => InReview,
        SubmissionState.ChangesRequested => WithPublisher,
        SubmissionState.Approved => "Customers find it in the marketplace. The next version starts with a higher version in the manifest.",
        SubmissionState.Rejected => "Read the reviewer's reason below. If you think they missed something, appeal and another reviewer looks at it; or start a new submission once the reason no longer applies.",
        _ => "You took it back. Start a new submission whenever you are ready.",
    };

    /// <summary>One of two reviewers approved what is in review now.</summary>
    private bool HasFirstApproval => Submission.Entries.LastOrDefault(entry =>
        entry.Kind is not (SubmissionEntryKind.Message or SubmissionEntryKind.Escalated)) is { Kind: SubmissionEntryKind.FirstApproval };

    private string InReview => (Holder, Submission.IsAppeal) switch
    {
        ({ } claimant, _) => $"{claimant} is looking at it right now and answers next.",
        _ when HasFirstApproval => $"One reviewer has approved it; this kind of change needs a second one, who answers next. {Place}",
        (null, true) => $"A reviewer who did not reject it answers next. {Place}",
        _ => $"A reviewer answers next. {Place}",
    };

    private string Place => Before switch
    {
        null or 0 => "It is the first in the queue.",
        1 => "One submission is before it in the queue.",
        { } before => $"{before} submissions are before it in the queue.",
    };

    private string WithPublisher => (OpenRequests, Requests) switch
    {
        (_, 0) => "You answer next: push what is asked for and submit again, or write below if something is unclear.",
        (0, _) => "You answer next: every request is answered, so submit it again and the reviewer looks at it.",
        (1, _) => "You answer next: one request is open. Answer it or mark it mended, then submit again.",
        var (open, _) => $"You answer next: {open} requests are open. Answer each or mark it mended, then submit again.",
    };
}
