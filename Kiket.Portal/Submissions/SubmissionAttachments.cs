using Kiket.Portal.Files;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions;

/// <summary>
/// The files of a submission. They change only while it is with its publisher and are frozen with the approval. What is
/// done to them leaves <see cref="Data.VersionedEntity.RowVersion"/> alone: a colleague who types meanwhile overwrites nothing.
/// </summary>
public sealed partial class Submission
{
    private readonly List<Attachment> _attachments = [];

    /// <summary>In their order, kinds mixed.</summary>
    public IReadOnlyList<Attachment> Attachments => _attachments;

    public Attachment? Icon => _attachments.Find(attachment => attachment.Kind == UploadKind.Icon);

    public IReadOnlyList<Attachment> Screenshots => [.. _attachments.Where(attachment => attachment.Kind == UploadKind.Screenshot).OrderBy(attachment => attachment.Position)];

    public IReadOnlyList<Attachment> Documents => [.. _attachments.Where(attachment => !attachment.Kind.IsPicture()).OrderBy(attachment => attachment.Position)];

    /// <summary>Why nothing can be changed now; null when it can.</summary>
    public Error? NotEditable => MustBeWithPublisher();

    /// <summary>Why no further file of a kind fits; null when one does. An icon takes the place of the one before.</summary>
    public Error? NoRoomFor(UploadKind kind) => kind switch
    {
        UploadKind.Icon => null,
        UploadKind.Screenshot when Screenshots.Count >= UploadKinds.MaxScreenshots => Error.Conflict(
            "too_many_screenshots", $"There are {UploadKinds.MaxScreenshots} screenshots already. Remove one, then add this one."),
        not UploadKind.Screenshot when Documents.Count >= UploadKinds.MaxDocuments => Error.Conflict(
            "too_many_documents", $"There are {UploadKinds.MaxDocuments} documents already. Remove one, then add this one."),
        _ => null,
    };

    /// <summary>Adds a file at the end of its kind, or at a place when it comes back.</summary>
    internal Result<Attachment> Attach(Upload upload, UploadKind kind, string caption = "", int? position = null)
    {
        if (NotEditable is { } error || (error = NoRoomFor(kind)) is not null)
        {
            return error;
        }

        if (_attachments.Find(other => other.Kind == kind && other.Upload.Sha256 == upload.Sha256) is { } same)
        {
            return Error.Conflict("already_added", kind == UploadKind.Screenshot
                ? $"This picture is here already, as number {NumberOf(same)}."
                : $"This file is here already, as {kind.Title().ToLowerInvariant()} “{same.Upload.Name}”.");
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

    /// <param name="expected">The caption that the person saw; another one means a colleague was quicker.</param>
    internal Result<Attachment> DescribePicture(Guid uploadId, string caption, string expected)
    {
        if (NotEditable is { } error || (error = Missing(uploadId, out var attachment)) is not null)
        {
            return error;
        }

        if (attachment!.Caption != expected && attachment.Caption != caption)
        {
            return Error.Conflict("caption_changed", $"Somebody changed this caption meanwhile to “{attachment.Caption}”. Nothing was overwritten.");
        }

        attachment.Caption = caption;
        return attachment;
    }

    /// <summary>Moves a screenshot to a place, counted from zero; beyond the ends means the end.</summary>
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

    /// <summary>Begins with the files of the listed version.</summary>
    internal void Inherit(IEnumerable<Attachment> listed)
    {
        foreach (var attachment in listed)
        {
            _attachments.Add(Attachment.Of(Id, attachment.Upload, attachment.Kind, attachment.Position, attachment.Caption));
        }
    }

    /// <summary>A screenshot's number as people count.</summary>
    public int NumberOf(Attachment screenshot) => Screenshots.TakeWhile(other => other != screenshot).Count() + 1;

    private Error? Missing(Guid uploadId, out Attachment? attachment)
    {
        attachment = _attachments.Find(candidate => candidate.UploadId == uploadId);
        return attachment is null
            ? Error.NotFound("attachment_not_found", "This file is no longer part of the submission: somebody removed it meanwhile.")
            : null;
    }
}
