using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>The tabs of the queue.</summary>
public enum QueueTab
{
    /// <summary>In review, and nobody has claimed it.</summary>
    Unclaimed,

    /// <summary>Claimed by the current reviewer.</summary>
    Mine,

    /// <summary>Claimed by another reviewer.</summary>
    ClaimedByOthers,

    /// <summary>Back with the publisher.</summary>
    WithPublisher,
    Decided,
}

public enum QueueOrder
{
    /// <summary>The longest wait first; decided ones newest first.</summary>
    Age,

    /// <summary>The highest risk first.</summary>
    Risk,
    Name,
}

/// <summary>The part of the queue to show; all of it is in the page's address.</summary>
/// <param name="Publisher">Slug of an organization; null for all.</param>
public sealed record QueueFilter(
    QueueTab Tab, ChangeClass? Class = null, bool OverdueOnly = false, string? Publisher = null, QueueOrder Order = QueueOrder.Age);

/// <summary>One row of the queue.</summary>
/// <param name="Why">Why it is in the queue, as text.</param>
/// <param name="ClaimedUntil">When the claim ends; null when nobody has claimed it.</param>
/// <param name="IsOwn">The reviewer is on the publisher's side, or was since the draft began, and may not decide on it.</param>
/// <param name="FirstApprover">Who gave the first of two approvals; null when nobody did.</param>
public sealed record QueueRow(
    Guid Id,
    SubmissionState State,
    string Name,
    string? ExtensionId,
    string? Version,
    string PublisherName,
    string PublisherSlug,
    string Why,
    ChangeClass? Class,
    Assessment? Assessment,
    string? ClaimantName,
    Guid? ClaimantId,
    DateTimeOffset? ClaimedUntil,
    string? FirstApprover,
    bool IsOwn,
    ReviewAge? Age,
    DateTimeOffset SubmittedAt,
    DateTimeOffset ChangedAt,
    int OpenItems);

/// <summary>A page of the queue with its tabs and filters.</summary>
/// <param name="Counts">How many submissions each tab has without filters.</param>
/// <param name="Publishers">The publishers that the tab can be filtered by: slug and name.</param>
public sealed record QueueView(
    Foundation.Page<QueueRow> Page, IReadOnlyDictionary<QueueTab, int> Counts, IReadOnlyList<(string Slug, string Name)> Publishers, int TargetHours)
{
    /// <summary>False for operators, who only read.</summary>
    public bool MayReview { get; init; } = true;
}
