using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>Sets a screenshot's caption. It may be empty in a draft.</summary>
public sealed class CaptionPicture(ChangeAttachments change)
{
    /// <param name="expected">The caption that the person saw before typing.</param>
    public async Task<Result<Attachment>> RunAsync(
        Guid submissionId, Guid uploadId, string caption, string expected, Actor actor, CancellationToken cancellationToken)
    {
        var text = caption.Trim();
        if (text.Length > Attachment.MaxCaptionLength)
        {
            return Error.Field("caption", "caption_length", $"The caption has {text.Length} characters; the limit is {Attachment.MaxCaptionLength}.");
        }

        return PlainText.HasHidden(text)
            ? Error.Field("caption", "caption_characters", "The caption contains invisible or control characters. Type it again as plain text.")
            : await change.RunAsync(
                submissionId, actor, (_, submission) => Task.FromResult(submission.DescribePicture(uploadId, text, expected)), cancellationToken);
    }
}

/// <summary>Moves a screenshot to another place.</summary>
public sealed class MovePicture(ChangeAttachments change)
{
    /// <param name="place">Counted from zero.</param>
    public Task<Result<Attachment>> RunAsync(Guid submissionId, Guid uploadId, int place, Actor actor, CancellationToken cancellationToken) =>
        change.RunAsync(submissionId, actor, (_, submission) => Task.FromResult(submission.MovePicture(uploadId, place)), cancellationToken);
}

/// <summary>Removes a file from a submission. It is stored for a day, so that <see cref="RestoreAttachment"/> can bring it back.</summary>
public sealed class RemoveAttachment(ChangeAttachments change)
{
    public Task<Result<Attachment>> RunAsync(Guid submissionId, Guid uploadId, Actor actor, CancellationToken cancellationToken) =>
        change.RunAsync(submissionId, actor, (_, submission) => Task.FromResult(submission.Detach(uploadId)), cancellationToken);
}

/// <summary>Undoes a removal: the same file, caption and place.</summary>
public sealed class RestoreAttachment(ChangeAttachments change)
{
    /// <param name="removed">What the removal returned.</param>
    public Task<Result<Attachment>> RunAsync(Guid submissionId, Attachment removed, Actor actor, CancellationToken cancellationToken) =>
        change.RunAsync<Attachment>(
            submissionId,
            actor,
            async (db, submission) =>
            {
                var upload = await db.Set<Upload>().SingleOrDefaultAsync(
                    candidate => candidate.Id == removed.UploadId && candidate.OrganizationId == submission.OrganizationId, cancellationToken);
                return upload is null
                    ? Error.NotFound("upload_gone", "This file was removed more than a day ago and no longer exists. Add it again.")
                    : submission.Attach(upload, removed.Kind, removed.Caption, removed.Position);
            },
            cancellationToken);
}
