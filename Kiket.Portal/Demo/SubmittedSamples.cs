using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Demo;

/// <summary>What became of the sample repositories that were submitted.</summary>
public static class SubmittedSamples
{
    /// <returns>In a few words, by the full name of the repository in lower case; one that nobody submitted is absent.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var submitted = await db.Set<Submission>()
            .Where(submission => submission.SubmittedAt != null && submission.DeletedAt == null)
            .Join(
                db.Set<ExtensionRepository>(),
                submission => submission.RepositoryId,
                repository => repository.Id,
                (submission, repository) => new { repository.NormalizedName, submission.State, submission.SubmittedAt })
            .ToListAsync(cancellationToken);
        return submitted
            .Where(submission => StateOf(submission.State).Length > 0)
            .GroupBy(submission => submission.NormalizedName, StringComparer.Ordinal)
            .ToDictionary(
                repository => repository.Key,
                repository => StateOf(repository.MaxBy(submission => submission.SubmittedAt)!.State),
                StringComparer.Ordinal);
    }

    /// <summary>Empty for what is no submission of a version.</summary>
    private static string StateOf(SubmissionState state) => state switch
    {
        SubmissionState.InReview => "waits for review",
        SubmissionState.ChangesRequested => "waits for changes",
        SubmissionState.Approved => "listed",
        SubmissionState.Rejected => "rejected",
        SubmissionState.Withdrawn => "withdrawn",
        SubmissionState.Overtaken => "overtaken by a higher version",
        _ => "",
    };
}
