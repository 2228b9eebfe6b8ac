using Kiket.Portal.Files;

namespace Kiket.Portal.Submissions;

/// <summary>
/// A file of a submission: its icon, a screenshot or a document. The upload behind it may serve several versions; what
/// is said of it here belongs to this one.
/// </summary>
public sealed class Attachment
{
    /// <summary>A caption is read out in place of the picture.</summary>
    public const int MaxCaptionLength = 140;

    private Attachment()
    {
    }

    public Guid SubmissionId { get; private set; }

    public Guid UploadId { get; private set; }

    public UploadKind Kind { get; private set; }

    public string Caption { get; internal set; } = "";

    /// <summary>Place among those of its kind, rising; gaps mean nothing.</summary>
    public int Position { get; internal set; }

    public Upload Upload { get; private set; } = null!;

    internal static Attachment Of(Guid submissionId, Upload upload, UploadKind kind, int position, string caption) => new()
    {
        SubmissionId = submissionId,
        UploadId = upload.Id,
        Upload = upload,
        Kind = kind,
        Position = position,
        Caption = caption,
    };
}
