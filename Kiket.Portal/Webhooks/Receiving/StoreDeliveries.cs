using System.Collections.Concurrent;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Receiving;

/// <summary>A delivery whose signature is right.</summary>
/// <param name="DefaultBranch">As the body names it.</param>
/// <param name="Payload">The compressed body; null when it isn't kept.</param>
internal sealed record VerifiedDelivery(SignedBy Signed, ReceivedPush Received, string? DefaultBranch, byte[]? Payload);

/// <summary>
/// Stores deliveries before they are answered, each with the work that it needs. One at a time writes: those that arrive while a
/// commit is brought to disk share the next one, so a storm costs a fraction of the commits, and one delivery alone waits for
/// nobody.
/// </summary>
public sealed class StoreDeliveries(UnitOfWork unit, WorkSignal signal, WebhookTopic topic)
{
    /// <summary>A group is written in some hundredths of a second, well below GitHub's patience.</summary>
    private const int MostTogether = 64;

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _isWriting;

    /// <summary>Ends when it is on disk, also if the sender goes away meanwhile.</summary>
    internal Task<Result<ReceivedDelivery>> RunAsync(VerifiedDelivery delivery)
    {
        var waiting = new Waiting(delivery);
        _waiting.Enqueue(waiting);
        if (Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0)
        {
            _ = Task.Run(WriteAsync);
        }

        return waiting.Answer.Task;
    }

    private async Task WriteAsync()
    {
        do
        {
            while (Next() is { Count: > 0 } group)
            {
                await WriteAsync(group);
            }

            Volatile.Write(ref _isWriting, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0);
    }

    private List<Waiting> Next()
    {
        var group = new List<Waiting>();
        while (group.Count < MostTogether && _waiting.TryDequeue(out var next))
        {
            group.Add(next);
        }

        return group;
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            var stored = await unit.RunAsync(work => StoreAsync(work, group), CancellationToken.None);
            if (stored.TryGet(out var answers, out var error))
            {
                foreach (var (waiting, answer) in group.Zip(answers))
                {
                    waiting.Answer.TrySetResult(answer);
                }

                return;
            }

            await ApartAsync(group, waiting => waiting.Answer.TrySetResult(error));
        }
        catch (Exception exception) when (exception.IsBusy() || exception.IsUnwritable())
        {
            // The next try would only wait as long. GitHub's own log offers to send them again.
            group.ForEach(waiting => waiting.Answer.TrySetException(exception));
        }
        catch (Exception exception)
        {
            await ApartAsync(group, waiting => waiting.Answer.TrySetException(exception));
        }
    }

    /// <summary>What one of a group fails at isn't the others' fault.</summary>
    private async Task ApartAsync(List<Waiting> group, Action<Waiting> fail)
    {
        if (group is [var alone])
        {
            fail(alone);
            return;
        }

        foreach (var waiting in group)
        {
            await WriteAsync([waiting]);
        }
    }

    private async Task<Result<IReadOnlyList<ReceivedDelivery>>> StoreAsync(Work work, List<Waiting> group)
    {
        var ids = group.ConvertAll(waiting => waiting.Delivery.Received.DeliveryId);
        var known = (await work.Db.Set<WebhookDelivery>()
            .Where(delivery => ids.Contains(delivery.DeliveryId))
            .Select(delivery => delivery.DeliveryId)
            .ToListAsync()).ToHashSet(StringComparer.Ordinal);
        var (answers, asked) = (new List<ReceivedDelivery>(), new HashSet<Guid>());
        foreach (var delivery in group.Select(waiting => waiting.Delivery))
        {
            answers.Add(known.Add(delivery.Received.DeliveryId)
                ? await StoreAsync(work, delivery, asked)
                : new ReceivedDelivery(delivery.Received.DeliveryId, Reception.Known, "This delivery was received before. Nothing is done twice."));
        }

        var organizations = group.Select(waiting => waiting.Delivery.Signed.Repository.OrganizationId).ToHashSet();
        work.Refresh(() => Task.WhenAll(organizations.Select(topic.PublishAsync)));
        return answers;
    }

    private async Task<ReceivedDelivery> StoreAsync(Work work, VerifiedDelivery verified, HashSet<Guid> asked)
    {
        var repository = verified.Signed.Repository;
        var delivery = WebhookDelivery.Of(repository.Id, verified.Received, verified.Signed.Verdict, work.Now);
        var reception = Decide(delivery, repository, verified.DefaultBranch, work.Now);
        if (reception == Reception.Accepted && asked.Add(repository.Id))
        {
            await RequestSync.AddAsync(work, repository.Id, SyncCause.Push, askedBy: "", signal, CancellationToken.None);
        }

        work.Db.Add(delivery);
        if (verified.Payload is { } payload)
        {
            delivery.KeepPayload();
            work.Db.Add(WebhookPayload.Of(delivery.Id, payload, work.Now));
        }

        return new ReceivedDelivery(
            delivery.DeliveryId, reception, reception == Reception.Accepted ? "Stored. The repository is read in a moment." : delivery.Effect);
    }

    private static Reception Decide(WebhookDelivery delivery, ExtensionRepository repository, string? defaultBranch, DateTimeOffset now)
    {
        if (delivery.Event == "ping")
        {
            delivery.Finish(WebhookDeliveryState.Done, SyncOutcome.Ping, "GitHub reached the portal, and the secret is right.", 0, now);
            return Reception.Ping;
        }

        if (delivery.Event != "push")
        {
            delivery.Finish(
                WebhookDeliveryState.Ignored,
                SyncOutcome.OtherEvent,
                $"The portal acts on pushes alone, not on {delivery.Event}. In GitHub, choose “Just the push event”.",
                0,
                now);
            return Reception.Ignored;
        }

        // The default branch may have another name by now.
        var isNewDefault = repository.TrackedReference is null && defaultBranch is { } branch && delivery.Reference == $"refs/heads/{branch}";
        if (!repository.Tracks(delivery.Reference) && !isNewDefault)
        {
            delivery.Finish(
                WebhookDeliveryState.Ignored,
                SyncOutcome.OtherReference,
                $"Nothing follows {delivery.Reference}; the listing follows {repository.Tracked}.",
                0,
                now);
            return Reception.Ignored;
        }

        return Reception.Accepted;
    }

    private sealed record Waiting(VerifiedDelivery Delivery)
    {
        public TaskCompletionSource<Result<ReceivedDelivery>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
