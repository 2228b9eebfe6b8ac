using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// Pushes that arrive after the portal has read a newer commit, as in a storm of late and repeated deliveries. What the pushes say of
/// themselves shows that: one that isn't forced adds to the commit before it, so whatever leads to the head by such pushes is behind it.
/// Nobody has to ask GitHub again for those.
/// </summary>
internal static class PassedPushes
{
    /// <summary>Of one repository.</summary>
    private const int MostPushes = 1000;

    private const string Effect = "The portal had read this commit, or a later one, before.";

    /// <summary>Ends the waiting deliveries that name nothing new.</summary>
    /// <returns>Whether some did and none that needs a reading is left.</returns>
    public static async Task<bool> AnswerAsync(PortalDb db, ExtensionRepository repository, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (repository.HeadCommit is not { } head || !ReadHead.IsOfContent(repository.Trouble))
        {
            return false;
        }

        var open = await db.Set<WebhookDelivery>()
            .Where(delivery => delivery.RepositoryId == repository.Id
                && (delivery.State == WebhookDeliveryState.Waiting || delivery.State == WebhookDeliveryState.Working))
            .Select(delivery => new { delivery.Id, delivery.State, delivery.Reference, delivery.Before, delivery.Commit, delivery.IsForced })
            .ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return false;
        }

        var passed = Behind(head, await PushesAsync(db, repository.Id, cancellationToken));
        var known = open
            // A push that creates the ref doesn't say what was there before.
            .Where(push => push is { State: WebhookDeliveryState.Waiting, IsForced: false, Before: not null, Commit: { } commit }
                && passed.Contains(commit) && repository.Tracks(push.Reference))
            .Select(push => push.Id)
            .ToList();
        await db.Set<WebhookDelivery>().Where(delivery => known.Contains(delivery.Id)).ExecuteUpdateAsync(
            update => update
                .SetProperty(delivery => delivery.State, WebhookDeliveryState.Done)
                .SetProperty(delivery => delivery.Outcome, SyncOutcome.Unchanged)
                .SetProperty(delivery => delivery.Effect, Effect)
                .SetProperty(delivery => delivery.DurationMs, 0)
                .SetProperty(delivery => delivery.EndedAt, now),
            cancellationToken);
        return known.Count == open.Count;
    }

    /// <summary>The newest pushes that only added commits.</summary>
    private static async Task<IReadOnlyList<(string Before, string Commit)>> PushesAsync(PortalDb db, Guid repository, CancellationToken cancellationToken)
    {
        var pushes = await db.Set<WebhookDelivery>()
            .Where(delivery => delivery.RepositoryId == repository && !delivery.IsForced && delivery.Before != null && delivery.Commit != null)
            .OrderByDescending(delivery => delivery.ReceivedAt)
            .Select(delivery => new { delivery.Before, delivery.Commit })
            .Take(MostPushes)
            .ToListAsync(cancellationToken);
        return [.. pushes.Select(push => (push.Before!, push.Commit!)).Distinct()];
    }

    /// <summary>The head and every commit from which pushes lead to it.</summary>
    private static HashSet<string> Behind(string head, IReadOnlyList<(string Before, string Commit)> pushes)
    {
        var from = pushes.ToLookup(push => push.Commit, push => push.Before, StringComparer.Ordinal);
        var behind = new HashSet<string>([head], StringComparer.Ordinal);
        var open = new Queue<string>(behind);
        while (open.TryDequeue(out var commit))
        {
            foreach (var before in from[commit].Where(behind.Add))
            {
                open.Enqueue(before);
            }
        }

        return behind;
    }
}
