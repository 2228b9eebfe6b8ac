using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Policies;
using Kiket.Portal.Releases.Differences;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Tells the reviewers about a submission that waits for them, with what they choose by: whose it is, what it changes, how risky that is,
/// and until when. It is assessed before.
/// </summary>
public sealed class NotifyReviewers(NotifyPeople notify, ReadReviewSettings settings)
{
    /// <summary>The rest is on the page.</summary>
    private const int MostCauses = 3;

    public async Task AddAsync(Work work, Submission submission, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var reviewers = submission.IsPrivate
            ? await SubmissionReviewers.WhoMayDecideAsync(db, submission, cancellationToken)
            : await SubmissionReviewers.OfAsync(db, submission, cancellationToken);
        var due = ReviewTarget.DueAt(submission.SubmittedAt!.Value, (await settings.RunAsync(db, cancellationToken)).TargetHours);
        await notify.AddAsync(
            db,
            reviewers,
            new NotificationDraft(
                NotificationKind.Review,
                "submission.submitted",
                $"{submission.Id}:{submission.Commit}:{submission.Entries.Count}",
                $"{submission.Details.Name} {submission.Version} waits for review",
                Text(await PublisherAsync(db, submission, cancellationToken), submission, due),
                $"/review/{submission.Id}"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(reviewers));
    }

    private static Task<string> PublisherAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) => db.Set<Organization>()
        .Where(organization => organization.Id == submission.OrganizationId)
        .Select(organization => organization.Name)
        .SingleAsync(cancellationToken);

    private static string Text(string publisher, Submission submission, DateTimeOffset due)
    {
        var causes = submission.Assessment!.Causes.Where(cause => cause.Points > 0).OrderByDescending(cause => cause.Points).Take(MostCauses).ToList();
        string[] lines =
        [
            submission.Details.Summary,
            $"From {publisher}. {Change(submission.ChangeClass)}",
            string.Create(CultureInfo.InvariantCulture, $"Risk {submission.RiskPoints}")
                + (causes.Count == 0 ? "." : ": " + string.Join("; ", causes.Select(cause => cause.Text)) + "."),
            $"Decide by {due.UtcDateTime.ToString("ddd d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}.",
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static string Change(ChangeClass? change) => change switch
    {
        ChangeClass.New => "Its first submission.",
        ChangeClass.Sensitive => "It needs two approvals.",
        ChangeClass.Widening => "A new version that asks for more access or costs more.",
        ChangeClass.DocsOnly => "A new version with other texts alone.",
        _ => "A new version with the same access and price.",
    };
}
