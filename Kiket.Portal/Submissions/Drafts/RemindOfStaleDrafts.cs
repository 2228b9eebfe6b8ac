using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Reminds publishers, once, of drafts that nobody touched for two weeks. Nothing is ever deleted for them.</summary>
public sealed class RemindOfStaleDrafts(IDbContextFactory<PortalDb> databases, NotifyPeople notify, SubmissionPeople people, TimeProvider clock)
{
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(14);

    /// <summary>Old drafts beyond this come with the next run.</summary>
    private const int Batch = 100;

    /// <returns>How many drafts were reminded of.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now - StaleAfter;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var stale = await db.Set<Submission>().AsNoTracking()
            .Where(submission => submission.State == SubmissionState.Draft && submission.DeletedAt == null && submission.RemindedAt == null && submission.ChangedAt < since)
            .OrderBy(submission => submission.ChangedAt)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        var reminded = new HashSet<Guid>();
        foreach (var draft in stale)
        {
            if (!await TakeAsync(db, draft.Id, now, cancellationToken))
            {
                // Another node reminds of it.
                continue;
            }

            var publishers = await people.PublishersAsync(db, draft, cancellationToken);
            await notify.AddAsync(db, publishers, Reminder(draft, await people.DraftAddressAsync(db, draft, cancellationToken)), cancellationToken);
            reminded.UnionWith(publishers);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await notify.PublishAsync(reminded);
        return stale.Count;
    }

    /// <summary>Past the row version: a reminder is no change that an open wizard would have to ask about.</summary>
    private static async Task<bool> TakeAsync(PortalDb db, Guid draft, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<Submission>()
            .Where(submission => submission.Id == draft && submission.RemindedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(submission => submission.RemindedAt, now), cancellationToken) == 1;

    private static NotificationDraft Reminder(Submission draft, string address) => new(
        NotificationKind.Submission,
        "submission.stale",
        draft.Id.ToString(),
        $"Your draft of {Name(draft)} waits",
        "Nobody changed it for two weeks. Go on where it stopped, or delete it from the list of submissions. It stays until you do.",
        address);

    private static string Name(Submission draft) => draft switch
    {
        { Details.Name.Length: > 0 } => draft.Details.Name,
        { ExtensionId: { } id } => id,
        { RepositoryUrl.Length: > 0 } => draft.RepositoryUrl,
        _ => "an extension",
    };
}
