using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Ledger;

/// <summary>An entry to be posted. What adds up to nothing in an account is left out.</summary>
public sealed record EntryDraft(EntryKind Kind, string Reference, string Key, IReadOnlyList<(LedgerAccount Account, Guid? Organization, long Amount)> Postings);

/// <summary>Posts to the ledger, inside the caller's transaction.</summary>
public static class PostEntries
{
    /// <returns>When they are posted: now, or the instant of the last entry if that is later.</returns>
    /// <exception cref="InvalidOperationException">An entry doesn't add up to zero: a mistake of the caller.</exception>
    public static async Task<DateTimeOffset> RunAsync(
        PortalDb db, IReadOnlyList<EntryDraft> drafts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
        {
            return now;
        }

        var counter = await CounterAsync(db, BillingCounter.Journal, cancellationToken);
        var seq = counter.Take(drafts.Count, now);
        var (entries, postings) = (new List<JournalEntry>(drafts.Count), new List<Posting>());
        foreach (var draft in drafts)
        {
            var sums = draft.Postings
                .GroupBy(posting => (posting.Account, posting.Organization))
                .Select(same => (same.Key.Account, same.Key.Organization, Amount: same.Sum(posting => posting.Amount)))
                .Where(posting => posting.Amount != 0)
                .ToList();
            if (sums.Sum(posting => posting.Amount) != 0)
            {
                throw new InvalidOperationException($"The entry {draft.Key} doesn't add up to zero.");
            }

            entries.Add(JournalEntry.Of(seq, draft.Kind, counter.At, draft.Reference, draft.Key));
            postings.AddRange(sums.Select((posting, index) => Posting.Of(seq, index + 1, posting.Account, posting.Organization, posting.Amount)));
            seq++;
        }

        await db.SaveChangesAsync(cancellationToken);
        await InsertRows.RunAsync(db, entries, cancellationToken);
        await InsertRows.RunAsync(db, postings, cancellationToken);
        return counter.At;
    }

    /// <summary>What an account holds, debits above zero.</summary>
    /// <param name="organization">Whose part of the account.</param>
    public static Task<long> BalanceAsync(PortalDb db, LedgerAccount account, Guid organization, CancellationToken cancellationToken) =>
        db.Set<Posting>().Where(posting => posting.OrganizationId == organization && posting.Account == account)
            .SumAsync(posting => posting.Amount, cancellationToken);

    /// <summary>The counter, tracked: of two that raise it at the same time, one loses and tries again after the other.</summary>
    public static async Task<BillingCounter> CounterAsync(PortalDb db, string name, CancellationToken cancellationToken)
    {
        var counter = db.Set<BillingCounter>().Local.FirstOrDefault(known => known.Name == name)
            ?? await db.Set<BillingCounter>().SingleOrDefaultAsync(known => known.Name == name, cancellationToken);
        if (counter is null)
        {
            counter = BillingCounter.Of(name);
            db.Add(counter);
        }

        return counter;
    }
}
