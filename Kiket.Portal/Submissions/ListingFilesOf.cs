using Kiket.Portal.Files;
using Kiket.Portal.Listings;

namespace Kiket.Portal.Submissions;

/// <summary>A submission's files as its listing shows them: pictures, and the documents that are for customers.</summary>
public static class ListingFilesOf
{
    public static ListingFiles Public(Submission submission) => new()
    {
        Icon = submission.Icon is { } icon ? Picture(icon) : null,
        Screenshots = [.. submission.Screenshots.Select(Picture)],
        Documents = [.. submission.Documents.Where(document => document.Kind.IsPublicOnceApproved()).Select(Document)],
    };

    /// <summary>The same for a preview: everyone who sees it can open its pictures, signed in or not.</summary>
    public static ListingFiles Preview(Submission submission)
    {
        var files = Public(submission);
        var keys = submission.Attachments.ToDictionary(attachment => attachment.UploadId, attachment => attachment.Upload.Key);
        return files with
        {
            Icon = files.Icon is { } icon ? icon with { Key = keys[icon.Id] } : null,
            Screenshots = [.. files.Screenshots.Select(screenshot => screenshot with { Key = keys[screenshot.Id] })],
        };
    }

    private static ListedPicture Picture(Attachment attachment) =>
        new(attachment.UploadId, attachment.Caption, attachment.Upload.Width, attachment.Upload.Height);

    private static ListedDocument Document(Attachment attachment) => new(
        attachment.UploadId,
        attachment.Kind,
        attachment.Upload.Name,
        attachment.Upload.Format,
        attachment.Upload.Length,
        attachment.Upload.Sha256,
        attachment.Upload.UploadedAt,
        attachment.Upload.Summary,
        attachment.Upload.ScannedAt);
}
