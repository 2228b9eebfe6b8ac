using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews;

/// <summary>A file of a submission as a reviewer saw it.</summary>
public sealed record SeenFile(Guid Id, UploadKind Kind, string Name, string Caption, int Width, int Height)
{
    /// <summary>By kind, in their order.</summary>
    internal static IEnumerable<SeenFile> Of(Submission submission) =>
        submission.Attachments.OrderBy(attachment => attachment.Kind).ThenBy(attachment => attachment.Position).Select(Of);

    private static SeenFile Of(Attachment attachment) => new(
        attachment.UploadId, attachment.Kind, attachment.Upload.Name, attachment.Caption, attachment.Upload.Width, attachment.Upload.Height);
}

/// <summary>
/// What one reviewer saw of one round of a submission: a submit and its commit. It holds copies of everything that the publisher can change
/// afterwards, so that the next round can be compared with it.
/// </summary>
public sealed class ReviewLook : VersionedEntity
{
    private ReviewLook()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    public Guid ReviewerId { get; private set; }

    public DateTimeOffset SubmittedAt { get; private set; }

    public string Commit { get; private set; } = "";

    public Guid SnapshotId { get; private set; }

    public Guid RepositoryId { get; private set; }

    public ListingDetails Details { get; private set; } = new();

    /// <summary>In their order.</summary>
    public IReadOnlyList<SeenFile> Files { get; private set; } = [];

    public DateTimeOffset At { get; private set; }

    /// <summary>The earlier round that this one is compared with; null in the reviewer's first one.</summary>
    public Guid? SinceId { get; private set; }

    /// <summary>How many changes the reviewer finds in this round.</summary>
    public int Changes { get; private set; }

    /// <summary>The keys of the changes that the reviewer marked as seen.</summary>
    public IReadOnlyList<string> Seen { get; private set; } = [];

    /// <summary>Nothing is left to look at in this round.</summary>
    public bool IsAllSeen => Seen.Count >= Changes;

    public static ReviewLook Of(Submission submission, Guid reviewerId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submission.Id,
        ReviewerId = reviewerId,
        SubmittedAt = submission.SubmittedAt!.Value,
        Commit = submission.Commit!,
        SnapshotId = submission.SnapshotId!.Value,
        RepositoryId = submission.RepositoryId!.Value,
        Details = submission.Details,
        Files = [.. SeenFile.Of(submission)],
        At = now,
    };

    public bool IsOf(Submission submission) => SubmittedAt == submission.SubmittedAt && Commit == submission.Commit;

    /// <param name="changes">Their keys.</param>
    /// <param name="seen">Those of them that the reviewer has seen already.</param>
    public void Compare(Guid since, IReadOnlyList<string> changes, IEnumerable<string> seen) =>
        (SinceId, Changes, Seen) = (since, changes.Count, [.. changes.Intersect(seen, StringComparer.Ordinal)]);

    public void Mark(string key, bool isSeen) => Seen = isSeen ? [.. Seen.Append(key).Distinct(StringComparer.Ordinal)] : [.. Seen.Where(one => one != key)];
}
