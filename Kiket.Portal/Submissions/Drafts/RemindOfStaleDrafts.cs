using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Reminds publishers once of drafts that no one has changed for two weeks. Drafts are never deleted.</summary>
public sealed class RemindOfStaleDrafts(UnitOfWork unit, NotifyPeople notify, SubmissionPeople people) : IRegularWork
{
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(14);

    /// <summary>The next run takes the rest.</summary>
    private const int Batch = 100;

    public string Name => "remind-of-drafts";

    public TimeSpan Interval => TimeSpan.FromHours(6);

    /// <returns>How many drafts were reminded of.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken) =>
        (await unit.RunAsync(work => RemindAsync(work, cancellationToken), cancellationToken)).TryGet(out var reminded, out _) ? reminded : 0;

    Task IRegularWork.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    private async Task<Result<int>> RemindAsync(Work work, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var since = now - StaleAfter;
        var stale = await db.Set<Submission>().AsNoTracking()
            .Where(submission => submission.State == SubmissionState.Draft
                && submission.DeletedAt == null
                && submission.RemindedAt == null
                && submission.ChangedAt < since)
            .OrderBy(submission => submission.ChangedAt)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        var reminded = new HashSet<Guid>();
        foreach (var draft in stale)
        {
            if (!await TakeAsync(db, draft.Id, now, cancellationToken))
            {
                // Another node has done it.
                continue;
            }

            var publishers = await people.PublishersAsync(db, draft, cancellationToken);
            await notify.AddAsync(db, publishers, Reminder(draft, await people.DraftAddressAsync(db, draft, cancellationToken)), cancellationToken);
            reminded.UnionWith(publishers);
        }

        work.Refresh(() => notify.PublishAsync(reminded));
        return stale.Count;
    }

    /// <summary>Leaves the row version unchanged, so that an open wizard doesn't report a conflict.</summary>
    private static async Task<bool> TakeAsync(PortalDb db, Guid draft, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<Submission>()
            .Where(submission => submission.Id == draft && submission.RemindedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(submission => submission.RemindedAt, now), cancellationToken) == 1;

    private static NotificationDraft Reminder(Submission draft, string address) => new(
        NotificationKind.Submission,
        "submission.stale",
        draft.Id.ToString(),
        $"Your draft of {NameOf(draft)} is waiting",
        "No one has changed it for two weeks. Continue where you stopped, or delete it in the list of submissions.",
        address);

    private static string NameOf(Submission draft) => draft switch
    {
        { Details.Name.Length: > 0 } => draft.Details.Name,
        { ExtensionId: { } id } => id,
        { RepositoryUrl.Length: > 0 } => draft.RepositoryUrl,
        _ => "an extension",
    };
}
