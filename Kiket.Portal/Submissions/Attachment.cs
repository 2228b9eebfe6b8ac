using Kiket.Portal.Files;

namespace Kiket.Portal.Submissions;

/// <summary>
/// A file of a submission: its icon, a screenshot or a document. Several versions can share the upload; the caption and
/// the position belong to this one.
/// </summary>
public sealed class Attachment
{
    /// <summary>Screen readers read the caption instead of the picture.</summary>
    public const int MaxCaptionLength = 140;

    private Attachment()
    {
    }

    public Guid SubmissionId { get; private set; }

    public Guid UploadId { get; private set; }

    public UploadKind Kind { get; private set; }

    public string Caption { get; internal set; } = "";

    /// <summary>Ascending position among the files of its kind; gaps are allowed.</summary>
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
