using Kiket.Portal.Accounts;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <param name="Name">The name given by the sender; for display only.</param>
/// <param name="Content">Read once, up to the size limit of its kind.</param>
/// <param name="Length">The length according to the sender; null when unknown.</param>
public sealed record AttachFileRequest(Guid SubmissionId, UploadKind Kind, string? Name, Stream Content, long? Length, Actor Actor)
{
    /// <summary>The position among the files of its kind, set by the page: files sent together arrive in any order.</summary>
    public int? Position { get; init; }
}

/// <summary>
/// Adds a picture or document to a submission. What can be refused early is refused before a byte is read. The content is
/// written to disk and inspected there, and becomes part of the submission only when it passes.
/// </summary>
public sealed class AttachFile(
    IDbContextFactory<PortalDb> databases, UploadStore store, InspectUpload inspect, ChangeAttachments change, TimeProvider clock)
{
    public async Task<Result<Attachment>> RunAsync(AttachFileRequest request, CancellationToken cancellationToken)
    {
        if (await EarlyRefusalAsync(request, cancellationToken) is { } early)
        {
            return early;
        }

        if (!(await store.ReceiveAsync(request.Content, request.Kind.MaxBytes(), cancellationToken)).TryGet(out var received, out var error))
        {
            return error;
        }

        using (received)
        {
            var id = Guid.NewGuid();
            if (!(await inspect.RunAsync(received, id, request.Kind, Summarize, cancellationToken)).TryGet(out var content, out error))
            {
                return error;
            }

            var attached = false;
            try
            {
                var result = await change.RunAsync(
                    request.SubmissionId,
                    request.Actor,
                    (db, submission) => AddAsync(db, submission, request, id, content, cancellationToken),
                    cancellationToken);
                attached = result.Succeeded;
                return result;
            }
            finally
            {
                if (!attached)
                {
                    store.Delete(id, content.Format);
                }
            }
        }
    }

    private async Task<Error?> EarlyRefusalAsync(AttachFileRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.NotEditable is { } closed)
        {
            return closed;
        }

        return request.Length > request.Kind.MaxBytes()
            ? UploadStore.TooLarge(request.Kind.MaxBytes())
            : submission.NoRoomFor(request.Kind) ?? await QuotaAsync(db, submission, request.Length ?? 0, cancellationToken);
    }

    private async Task<Result<Attachment>> AddAsync(
        PortalDb db, Submission submission, AttachFileRequest request, Guid id, CachedContent content, CancellationToken cancellationToken)
    {
        if (await QuotaAsync(db, submission, content.Length, cancellationToken) is { } full)
        {
            return full;
        }

        var upload = Upload.Of(
            id, submission.OrganizationId, FileName.Clean(request.Name), content, request.Actor.UserId, request.Actor.Name, clock.GetUtcNow());
        if (!submission.Attach(upload, request.Kind, position: request.Position).TryGet(out var attachment, out var refused))
        {
            return refused;
        }

        db.Add(upload);
        return attachment;
    }

    /// <summary>Summarizes a scanner's report in a line; null for other files, which are stored as well.</summary>
    private static string? Summarize(ReadOnlyMemory<byte> content)
    {
        if (!ScanFileSummary.Of(content).TryGet(out var summary, out _))
        {
            return null;
        }

        var words = summary.Label;
        return words.Length > Upload.MaxSummaryLength ? words[..(Upload.MaxSummaryLength - 1)] + "…" : words;
    }

    private static async Task<Error?> QuotaAsync(PortalDb db, Submission submission, long length, CancellationToken cancellationToken)
    {
        var used = await db.Set<Upload>()
            .Where(upload => upload.OrganizationId == submission.OrganizationId)
            .SumAsync(upload => upload.Length, cancellationToken);
        return used + length > UploadKinds.MaxBytesPerOrganization
            ? Error.Conflict(
                "quota_exceeded",
                $"Your organization's files use {used / 1024 / 1024} of {UploadKinds.MaxBytesPerOrganization / 1024 / 1024} MiB, so this one does not fit. "
                    + "Files that you remove from drafts free their space a day later.")
            : null;
    }
}
