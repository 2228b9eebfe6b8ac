using Kiket.Portal.Files;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions;

/// <summary>
/// The files of a submission. They can change only while it is with its publisher, and are frozen by the approval. A change
/// of files does not change <see cref="Data.VersionedEntity.RowVersion"/>, so a colleague who is typing gets no conflict.
/// </summary>
public sealed partial class Submission
{
    private readonly List<Attachment> _attachments = [];

    /// <summary>All files in their order, whatever their kind.</summary>
    public IReadOnlyList<Attachment> Attachments => _attachments;

    public Attachment? Icon => _attachments.Find(attachment => attachment.Kind == UploadKind.Icon);

    public IReadOnlyList<Attachment> Screenshots =>
        [.. _attachments.Where(attachment => attachment.Kind == UploadKind.Screenshot).OrderBy(attachment => attachment.Position)];

    public IReadOnlyList<Attachment> Documents =>
        [.. _attachments.Where(attachment => !attachment.Kind.IsPicture()).OrderBy(attachment => attachment.Position)];

    /// <summary>Why the files cannot be changed now; null when they can.</summary>
    public Error? NotEditable => MustBeWithPublisher();

    /// <summary>Why no more files of a kind can be added; null when one can. A new icon replaces the old one.</summary>
    public Error? NoRoomFor(UploadKind kind) => kind switch
    {
        UploadKind.Icon => null,
        UploadKind.Screenshot when Screenshots.Count >= UploadKinds.MaxScreenshots => Error.Conflict(
            "too_many_screenshots", $"There are already {UploadKinds.MaxScreenshots} screenshots. Remove one, then add this one."),
        not UploadKind.Screenshot when Documents.Count >= UploadKinds.MaxDocuments => Error.Conflict(
            "too_many_documents", $"There are already {UploadKinds.MaxDocuments} documents. Remove one, then add this one."),
        _ => null,
    };

    /// <summary>Adds a file after the others of its kind, or at a given position when it is restored.</summary>
    internal Result<Attachment> Attach(Upload upload, UploadKind kind, string caption = "", int? position = null)
    {
        if (NotEditable is { } error || (error = NoRoomFor(kind)) is not null)
        {
            return error;
        }

        if (_attachments.Find(other => other.Kind == kind && other.Upload.Sha256 == upload.Sha256) is { } same)
        {
            return Error.Conflict("already_added", kind == UploadKind.Screenshot
                ? $"This picture was already added, as number {NumberOf(same)}."
                : $"This file was already added, as {kind.Title().ToLowerInvariant()} “{same.Upload.Name}”.");
        }

        if (kind == UploadKind.Icon)
        {
            _attachments.RemoveAll(other => other.Kind == UploadKind.Icon);
        }

        var attachment = Attachment.Of(Id, upload, kind, position ?? _attachments.Select(other => other.Position).DefaultIfEmpty().Max() + 1, caption);
        _attachments.Add(attachment);
        return attachment;
    }

    internal Result<Attachment> Detach(Guid uploadId)
    {
        if (NotEditable is { } error || (error = Missing(uploadId, out var attachment)) is not null)
        {
            return error;
        }

        _attachments.Remove(attachment!);
        return attachment!;
    }

    /// <param name="expected">The caption that the person saw; a different one means that a colleague changed it first.</param>
    internal Result<Attachment> DescribePicture(Guid uploadId, string caption, string expected)
    {
        if (NotEditable is { } error || (error = Missing(uploadId, out var attachment)) is not null)
        {
            return error;
        }

        if (attachment!.Caption != expected && attachment.Caption != caption)
        {
            return Error.Conflict("caption_changed", $"Someone else has just changed this caption to “{attachment.Caption}”. Nothing was overwritten.");
        }

        attachment.Caption = caption;
        return attachment;
    }

    /// <summary>Moves a screenshot to a zero-based position; a position beyond either end means that end.</summary>
    internal Result<Attachment> MovePicture(Guid uploadId, int place)
    {
        if (NotEditable is { } error || (error = Missing(uploadId, out var attachment)) is not null)
        {
            return error;
        }

        var order = Screenshots.Where(other => other != attachment).ToList();
        order.Insert(Math.Clamp(place, 0, order.Count), attachment!);
        for (var i = 0; i < order.Count; i++)
        {
            order[i].Position = i;
        }

        return attachment!;
    }

    /// <summary>Starts with the files of the listed version.</summary>
    internal void Inherit(IEnumerable<Attachment> listed)
    {
        foreach (var attachment in listed)
        {
            _attachments.Add(Attachment.Of(Id, attachment.Upload, attachment.Kind, attachment.Position, attachment.Caption));
        }
    }

    /// <summary>A screenshot's number, counted from 1.</summary>
    public int NumberOf(Attachment screenshot) => Screenshots.TakeWhile(other => other != screenshot).Count() + 1;

    private Error? Missing(Guid uploadId, out Attachment? attachment)
    {
        attachment = _attachments.Find(candidate => candidate.UploadId == uploadId);
        return attachment is null
            ? Error.NotFound("attachment_not_found", "This file is no longer part of the submission. Someone else has removed it.")
            : null;
    }
}
