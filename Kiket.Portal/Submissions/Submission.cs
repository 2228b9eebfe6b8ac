using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

public enum SubmissionState
{
    /// <summary>With the publisher; saved automatically.</summary>
    Draft,

    /// <summary>With the reviewers.</summary>
    InReview,

    /// <summary>Back with the publisher, who fixes it and submits again.</summary>
    ChangesRequested,
    Approved,
    Rejected,
    Withdrawn,

    /// <summary>A higher version was approved meanwhile.</summary>
    Overtaken,

    /// <summary>An edit of a listing, with the publisher; saved automatically.</summary>
    Editing,

    /// <summary>An edit of a listing that is live.</summary>
    Edited,
}

/// <summary>One request to publish one manifest version at one commit.</summary>
public sealed partial class Submission : VersionedEntity
{
    private readonly List<SubmissionEntry> _entries = [];
    private readonly List<ChangeRequest> _changeRequests = [];

    private Submission()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public string Registry { get; private set; } = Extension.Marketplace;

    public SubmissionState State { get; private set; }

    /// <summary>What the publisher typed, even when it is not (yet) a repository.</summary>
    public string RepositoryUrl { get; private set; } = "";

    /// <summary>The requested branch, tag or SHA; null means the default branch.</summary>
    public string? Reference { get; private set; }

    public Guid? RepositoryId { get; private set; }

    /// <summary>The snapshot of the submitted commit.</summary>
    public Guid? SnapshotId { get; private set; }

    /// <summary>The previous snapshot, of another commit of the same repository: shows what a push changed.</summary>
    public Guid? PreviousSnapshotId { get; private set; }

    public string? Commit { get; private set; }

    public string? ExtensionId { get; private set; }

    public string? Version { get; private set; }

    /// <summary>The portal's id of the extension, from the first submit on.</summary>
    public Guid? ExtensionKey { get; private set; }

    /// <summary>
    /// Version without build metadata while in review, else null; an open edit has a key of its own. Unique per extension, so only one of two
    /// submissions succeeds.
    /// </summary>
    public string? OpenVersionKey { get; private set; }

    public ListingDetails Details { get; private set; } = new();

    /// <summary>What the last snapshot filled in; null before the first.</summary>
    public ListingDetails? Suggested { get; private set; }

    /// <summary>The kind of change and its risk, as assessed at the last submit; null before the first.</summary>
    public Assessment? Assessment { get; private set; }

    /// <summary>Whether it could be approved automatically, and why; null when that is turned off.</summary>
    public RoutineVerdict? Routine { get; private set; }

    /// <summary>The assessment's class, in its own column for filtering.</summary>
    public ChangeClass? ChangeClass { get; private set; }

    /// <summary>The assessment's points, in their own column for sorting.</summary>
    public int RiskPoints { get; private set; }

    public Guid CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public Guid ChangedBy { get; private set; }

    public string ChangedByName { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset? SubmittedAt { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>When the draft was deleted. It can be restored for a while, but does not appear anywhere.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>When the publishers were reminded of an untouched draft. They are reminded only once.</summary>
    public DateTimeOffset? RemindedAt { get; private set; }

    /// <summary>Timeline and conversation, oldest first.</summary>
    public IReadOnlyList<SubmissionEntry> Entries => _entries;

    /// <summary>Everything that reviewers asked for, by number.</summary>
    public IReadOnlyList<ChangeRequest> ChangeRequests => _changeRequests;

    /// <summary>Who has rejected it so far: somebody else decides on an appeal.</summary>
    public IReadOnlyList<Guid> RejectedBy =>
        [.. _entries.Where(entry => entry.Kind == SubmissionEntryKind.Rejected).Select(entry => entry.AuthorId).Distinct()];

    /// <summary>The publisher appealed against the last decision and is waiting for another reviewer.</summary>
    public bool IsAppeal => State == SubmissionState.InReview
        && _entries.LastOrDefault(entry => entry.IsDecision || entry.Kind == SubmissionEntryKind.Appealed) is { Kind: SubmissionEntryKind.Appealed };

    public bool IsWithPublisher => State is SubmissionState.Draft or SubmissionState.ChangesRequested or SubmissionState.Editing;

    public static Submission Start(Guid organizationId, string registry, Guid person, string personName, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = organizationId,
        Registry = registry,
        CreatedBy = person,
        CreatedAt = now,
        ChangedBy = person,
        ChangedByName = personName,
        ChangedAt = now,
    };

    /// <summary>Submits for review. <see cref="SubmitSubmission"/> checks the preconditions.</summary>
    public Result Submit(Guid extensionKey, string openVersionKey, Author author, DateTimeOffset now)
    {
        if ((MustBeWithPublisher() ?? MustHaveVersion()) is { } error)
        {
            return error;
        }

        var again = State == SubmissionState.ChangesRequested;
        (ExtensionKey, OpenVersionKey) = (extensionKey, openVersionKey);
        State = SubmissionState.InReview;
        SubmittedAt = now;
        Routine = null;
        Record(SubmissionEntry.Event(again ? SubmissionEntryKind.Resubmitted : SubmissionEntryKind.Submitted, author, "", Commit, now));
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>Deletes a draft; <see cref="Restore"/> brings it back.</summary>
    public Result Discard(DateTimeOffset now)
    {
        if (State is not (SubmissionState.Draft or SubmissionState.Editing))
        {
            return Error.Conflict("submission_not_a_draft", $"This submission is {StateLabel}; only a draft can be deleted. Withdraw it instead.");
        }

        DeletedAt ??= now;
        OpenVersionKey = null;
        return Result.Success();
    }

    public void Restore() => DeletedAt = null;

    /// <summary>Records the assessment of this submit.</summary>
    public void Assess(Assessment assessment) =>
        (Assessment, ChangeClass, RiskPoints) = (assessment, assessment.Class, assessment.Points);

    /// <summary>Records whether this submit could be approved automatically.</summary>
    public void RecordRoutine(RoutineVerdict verdict) => Routine = verdict;

    /// <summary>
    /// Moves to a newer commit during the review. Approvals of the old commit no longer count; the place in the queue
    /// stays. The version must be the same: a new version needs a new submission.
    /// </summary>
    public Result MoveOn(CommitSnapshot snapshot, Author author, DateTimeOffset now)
    {
        if (State != SubmissionState.InReview)
        {
            return Error.Conflict("submission_not_in_review", $"This submission is {StateLabel}, so its commit cannot be changed.");
        }

        Record(SubmissionEntry.Event(SubmissionEntryKind.CommitChanged, author, $"{Short(Commit!)} → {snapshot.ShortCommit}", snapshot.Commit, now));
        (SnapshotId, Commit, Routine) = (snapshot.Id, snapshot.Commit, null);
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>One of two reviewers approves; it stays in review until a second one does.</summary>
    public Result ApproveFirst(string message, Author reviewer, DateTimeOffset now) =>
        Note(SubmissionEntryKind.FirstApproval, message, reviewer, now);

    /// <summary>The reviewer passes it to another one.</summary>
    public Result Escalate(Author reviewer, DateTimeOffset now) =>
        Note(SubmissionEntryKind.Escalated, "", reviewer, now);

    public Result Withdraw(Author author, DateTimeOffset now)
    {
        if (State is not (SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return Error.Conflict("submission_not_open", $"This submission is {StateLabel}; only one in review or waiting for changes can be withdrawn.");
        }

        State = SubmissionState.Withdrawn;
        OpenVersionKey = null;
        Record(SubmissionEntry.Event(SubmissionEntryKind.Withdrawn, author, "", Commit, now));
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>A higher version was approved, so this one can't be released any more.</summary>
    public Result Overtake(string why, Author author, DateTimeOffset now)
    {
        if (State != SubmissionState.ChangesRequested && MustBeInReview() is { } error)
        {
            return error;
        }

        State = SubmissionState.Overtaken;
        OpenVersionKey = null;
        Record(SubmissionEntry.Event(SubmissionEntryKind.Overtaken, author, why, Commit, now));
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>Sends the submission back to the publisher, with a list of what must change.</summary>
    public Result RequestChanges(string message, IReadOnlyList<NewChangeRequest> items, Author reviewer, DateTimeOffset now)
    {
        if (Decide(SubmissionState.ChangesRequested, SubmissionEntryKind.ChangesRequested, message, reviewer, now) is { Succeeded: false } refused)
        {
            return refused;
        }

        foreach (var item in items)
        {
            _changeRequests.Add(ChangeRequest.Ask(_changeRequests.Count + 1, item, reviewer, Commit, now));
        }

        return Result.Success();
    }

    /// <summary>
    /// Returns a rejected submission to the queue, for a reviewer who did not reject it. Each rejection can be appealed
    /// once: afterwards the submission is in review until the next decision.
    /// </summary>
    public Result Appeal(string openVersionKey, string reason, Author author, DateTimeOffset now)
    {
        if (State != SubmissionState.Rejected)
        {
            return Error.Conflict("submission_not_rejected", IsAppeal
                ? "Your appeal is already waiting for another reviewer. Their decision will appear here."
                : $"This submission is {StateLabel}; only a rejection can be appealed.");
        }

        State = SubmissionState.InReview;
        OpenVersionKey = openVersionKey;
        SubmittedAt = now;
        Record(SubmissionEntry.Event(SubmissionEntryKind.Appealed, author, reason, Commit, now));
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>
    /// Another organization now has the extension id: an undecided submission goes back to the publisher, who chooses
    /// another id and submits again.
    /// </summary>
    public Result LoseId(string message, NewChangeRequest request, Author author, DateTimeOffset now)
    {
        if (State is not (SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return Error.Conflict("submission_not_open", $"This submission is {StateLabel}, so it keeps its extension id.");
        }

        State = SubmissionState.ChangesRequested;
        (ExtensionKey, OpenVersionKey) = (null, null);
        Record(SubmissionEntry.Event(SubmissionEntryKind.IdLost, author, message, Commit, now));
        _changeRequests.Add(ChangeRequest.Ask(_changeRequests.Count + 1, request, author, Commit, now));
        Touch(author, now);
        return Result.Success();
    }

    public Result Reject(string message, Author reviewer, DateTimeOffset now) =>
        Decide(SubmissionState.Rejected, SubmissionEntryKind.Rejected, message, reviewer, now);

    public Result Approve(string message, Author reviewer, DateTimeOffset now) =>
        Decide(SubmissionState.Approved, SubmissionEntryKind.Approved, message, reviewer, now);

    /// <summary>Adds a message to the conversation; possible until the submission is decided.</summary>
    public Result Say(string text, Author author, DateTimeOffset now)
    {
        if (State is not (SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return Error.Conflict("submission_not_open", $"This submission is {StateLabel}; the conversation is closed.");
        }

        Record(SubmissionEntry.Event(SubmissionEntryKind.Message, author, text, Commit, now));
        return Result.Success();
    }

    public string StateLabel => State switch
    {
        SubmissionState.Draft => "a draft",
        SubmissionState.InReview => "in review",
        SubmissionState.ChangesRequested => "waiting for changes",
        SubmissionState.Approved => "approved",
        SubmissionState.Rejected => "rejected",
        SubmissionState.Overtaken => "overtaken by a higher version",
        SubmissionState.Editing => "an edit of a listing",
        SubmissionState.Edited => "an edit that is live",
        _ => "withdrawn",
    };

    private Result Decide(SubmissionState to, SubmissionEntryKind kind, string message, Author reviewer, DateTimeOffset now)
    {
        if (MustBeInReview() is { } error)
        {
            return error;
        }

        if (MustLeaveAppeal(reviewer) is { } theirs && !(to == SubmissionState.Approved && AnotherApproved(reviewer)))
        {
            return theirs;
        }

        State = to;
        OpenVersionKey = null;
        DecidedAt = now;
        Record(SubmissionEntry.Event(kind, reviewer, message, Commit, now));
        Touch(reviewer, now);
        return Result.Success();
    }

    private Result Note(SubmissionEntryKind kind, string message, Author reviewer, DateTimeOffset now)
    {
        if ((MustBeInReview() ?? MustLeaveAppeal(reviewer)) is { } error)
        {
            return error;
        }

        Record(SubmissionEntry.Event(kind, reviewer, message, Commit, now));
        Touch(reviewer, now);
        return Result.Success();
    }

    internal static Error AppealNeedsAnother =>
        Error.Forbidden("appeal_needs_another", "The publisher appealed against your rejection, so another reviewer must decide.");

    private Error? MustLeaveAppeal(Author reviewer) => IsAppeal && RejectedBy.Contains(reviewer.Id) ? AppealNeedsAnother : null;

    /// <summary>Another reviewer has approved since the appeal: whoever rejected it may add the second approval, nothing else.</summary>
    private bool AnotherApproved(Author reviewer) => _entries.AsEnumerable().Reverse()
        .TakeWhile(entry => entry.Kind != SubmissionEntryKind.Appealed)
        .Any(entry => entry.Kind == SubmissionEntryKind.FirstApproval && entry.AuthorId != reviewer.Id);

    private Error? MustBeInReview()
    {
        if (State == SubmissionState.InReview)
        {
            return null;
        }

        if (State == SubmissionState.Overtaken)
        {
            return Error.Conflict("submission_not_in_review", $"This submission is {StateLabel}, so there is nothing to decide.");
        }

        var last = _entries.LastOrDefault(entry => State == SubmissionState.Withdrawn ? entry.Kind == SubmissionEntryKind.Withdrawn : entry.IsDecision);
        return Error.Conflict(
            "submission_not_in_review",
            last is null
                ? $"This submission is {StateLabel}, so there is nothing to decide."
                : $"This submission is already {StateLabel}: {last.AuthorName} {(last.IsDecision ? "decided" : "withdrew it")} "
                    + $"on {last.At.UtcDateTime:d MMM yyyy HH:mm} UTC.");
    }

    private Error? MustBeWithPublisher() => IsWithPublisher
        ? null
        : Error.Conflict("submission_not_editable", $"This submission is {StateLabel} and cannot be changed. Start a new one, or withdraw it first.");

    private void Record(SubmissionEntry entry) => _entries.Add(entry);

    private void Touch(Author author, DateTimeOffset now) => (ChangedBy, ChangedByName, ChangedAt) = (author.Id, author.Name, now);

    private static string Short(string commit) => commit.Length > 7 ? commit[..7] : commit;
}
