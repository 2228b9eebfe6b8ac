using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Notifications;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>What became of a version that a push brought.</summary>
public enum PreparedAs
{
    Draft,

    /// <summary>The draft that was prepared before moved to the commit.</summary>
    Moved,

    /// <summary>A person has begun a draft of this extension, which is theirs to move.</summary>
    Begun,

    /// <summary>This version is with the reviewers, or back with the publisher.</summary>
    Submitted,

    /// <summary>The publisher withdrew or deleted this version, or reviewers rejected it.</summary>
    Declined,

    /// <summary>The organization has too many drafts.</summary>
    Full,
}

/// <summary>Where a version comes from.</summary>
/// <param name="Url">The repository's address.</param>
/// <param name="Reference">The tracked branch or tag; null for the default branch.</param>
public sealed record PushedVersion(Extension Extension, CommitSnapshot Snapshot, string Url, string? Reference);

/// <summary>
/// Prepares a draft of a higher version that was pushed, so that its publisher only has to look and submit. One per extension:
/// a further push moves it. A draft that a person began stays as they see it. Runs inside the caller's unit of work.
/// </summary>
public sealed class PrepareVersion(NotifyPeople notify, SubmissionPeople people, SubmissionAccess access, DraftLimits limits)
{
    private static readonly Author Portal = new(Guid.Empty, "Kiket Marketplace", Side.Portal);

    public async Task<PreparedAs> RunAsync(Work work, PushedVersion pushed, CancellationToken cancellationToken)
    {
        var (db, snapshot, extension) = (work.Db, pushed.Snapshot, pushed.Extension);
        var known = await KnownAsync(db, extension, cancellationToken);
        var same = known.Where(submission => submission.Version == snapshot.Manifest!.Version).ToList();
        var drafts = known.Where(submission => submission.State == SubmissionState.Draft && submission.DeletedAt is null).ToList();
        if (same.Exists(submission => submission.State is SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return PreparedAs.Submitted;
        }

        if (drafts.Find(submission => submission.CreatedBy == Portal.Id) is { } prepared)
        {
            Take(work, prepared, pushed);
            return PreparedAs.Moved;
        }

        if (drafts.Count > 0)
        {
            return PreparedAs.Begun;
        }

        if (same.Exists(submission => submission.DeletedAt is not null || submission.State is SubmissionState.Withdrawn or SubmissionState.Rejected))
        {
            return PreparedAs.Declined;
        }

        if (await limits.RefuseOpenAsync(db, extension.OrganizationId, cancellationToken) is not null)
        {
            return PreparedAs.Full;
        }

        await StartAsync(work, pushed, cancellationToken);
        return PreparedAs.Draft;
    }

    private static async Task<List<Submission>> KnownAsync(PortalDb db, Extension extension, CancellationToken cancellationToken)
    {
        var id = extension.ExtensionId;
        return await db.Set<Submission>()
            .Where(submission => submission.OrganizationId == extension.OrganizationId
                && submission.Registry == extension.Registry
                && submission.RepositoryId == extension.RepositoryId
                && submission.ExtensionId == id)
            .OrderByDescending(submission => submission.ChangedAt)
            .ToListAsync(cancellationToken);
    }

    private void Take(Work work, Submission draft, PushedVersion pushed)
    {
        if (draft.Commit == pushed.Snapshot.Commit)
        {
            return;
        }

        draft.TakeReading(draft.RepositoryUrl, draft.Reference, pushed.Extension.RepositoryId, pushed.Snapshot, Portal, work.Now).ThrowIfRefused();
        work.Refresh(() => access.PublishAsync(draft));
    }

    private async Task StartAsync(Work work, PushedVersion pushed, CancellationToken cancellationToken)
    {
        var (db, now, snapshot, extension) = (work.Db, work.Now, pushed.Snapshot, pushed.Extension);
        var submission = Submission.Start(extension.OrganizationId, extension.Registry, Portal.Id, Portal.Name, now);
        db.Add(submission);
        submission.TakeReading(pushed.Url, pushed.Reference, extension.RepositoryId, snapshot, Portal, now).ThrowIfRefused();
        submission.Suggest(await ReadRepository.SuggestAsync(db, submission, snapshot.Manifest, cancellationToken), Portal, now).ThrowIfRefused();
        await InheritAttachments.RunAsync(db, submission, cancellationToken);
        work.Audit(
            actor: null,
            "submission.prepared",
            new AuditSubject("submission", submission.Id),
            extension.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, submission.Commit });
        var publishers = await people.PublishersAsync(db, submission, cancellationToken);
        await notify.AddAsync(db, publishers, Prepared(submission, await people.DraftAddressAsync(db, submission, cancellationToken)), cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(publishers));
    }

    private static NotificationDraft Prepared(Submission submission, string address) => new(
        NotificationKind.Submission,
        "submission.prepared",
        submission.Id.ToString(),
        $"{submission.Details.Name} {submission.Version} is ready to submit",
        "A push raised the version, so we prepared a draft with everything from the listed version. Check it and submit it.",
        address);
}
