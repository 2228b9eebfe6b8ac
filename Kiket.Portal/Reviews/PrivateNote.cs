using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Reviews;

/// <summary>
/// The reviewers' own note on a submission; the publisher never sees it. Saving an outdated version is refused, so that no
/// text is lost.
/// </summary>
public sealed class PrivateNote : VersionedEntity
{
    public const int MaxLength = 5000;

    private PrivateNote()
    {
    }

    public Guid SubmissionId { get; private set; }

    public string Text { get; private set; } = "";

    public string ChangedByName { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public static PrivateNote For(Guid submissionId) => new() { SubmissionId = submissionId };

    public Result Write(string text, string reviewerName, DateTimeOffset now)
    {
        if (text.Length > MaxLength)
        {
            return Error.Field("note", "note_length", $"The note has {text.Length} characters; the limit is {MaxLength}.");
        }

        (Text, ChangedByName, ChangedAt) = (text, reviewerName, now);
        return Result.Success();
    }
}
