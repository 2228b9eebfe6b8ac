using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Submissions;

/// <summary>Which documents a submission needs, and why, in the words of both the form and the API.</summary>
public static class NeededDocuments
{
    private static readonly UploadKind[] Required = [UploadKind.SecurityReview, UploadKind.DataHandlingStatement];

    /// <summary>Why a security review and a data handling statement are needed; null when they are not.</summary>
    /// <param name="sensitiveScopes">The scopes that operators consider sensitive.</param>
    public static string? Reason(Manifest manifest, IReadOnlyList<string> sensitiveScopes)
    {
        var sensitive = manifest.Permissions
            .Where(permission => PermissionMeanings.IsSensitive(permission.Scope, sensitiveScopes))
            .Select(permission => permission.Declared)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var asks = sensitive.Count switch
        {
            0 => null,
            1 => $"it asks for {sensitive[0]}, a sensitive permission",
            _ => $"it asks for {string.Join(" and ", sensitive)}, sensitive permissions",
        };
        return (asks, manifest.Hosting is { Managed: true }) switch
        {
            (null, false) => null,
            (null, true) => "Kiket hosts it",
            (_, false) => asks,
            _ => $"{asks}, and Kiket hosts it",
        };
    }

    /// <summary>Whether a submission that needs documents needs this one.</summary>
    public static bool IsRequired(UploadKind kind) => Required.Contains(kind);

    /// <summary>Missing files and captions: a caption for each screenshot and, when there is a reason, the documents.</summary>
    internal static IEnumerable<ErrorDetail> Missing(Submission submission, string? reason)
    {
        foreach (var screenshot in submission.Screenshots.Where(screenshot => string.IsNullOrWhiteSpace(screenshot.Caption)))
        {
            yield return new ErrorDetail(
                CaptionField(screenshot),
                $"Add a caption that says what screenshot {submission.NumberOf(screenshot)} shows, for people who cannot see it.");
        }

        if (reason is null)
        {
            yield break;
        }

        foreach (var kind in Required.Where(kind => submission.Documents.All(document => document.Kind != kind)))
        {
            yield return new ErrorDetail(
                Field(kind), $"Add a {kind.Title().ToLowerInvariant()} as a PDF or text file. The extension needs one because {reason}.");
        }
    }

    public static string Field(UploadKind kind) => $"listing.documents.{kind.Word()}";

    public static string CaptionField(Attachment screenshot) => $"listing.screenshots.{screenshot.UploadId:N}.caption";
}
