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
/// Stores deliveries before they are answered, each with the work that it needs. Those that arrive while a commit is brought to
/// disk share the next one, so a storm costs a fraction of the commits.
/// </summary>
public sealed class StoreDeliveries
{
    /// <summary>A batch is written in some hundredths of a second, well below GitHub's patience.</summary>
    private const int MostTogether = 64;

    private readonly UnitOfWork _unit;
    private readonly WorkSignal _signal;
    private readonly WebhookTopic _topic;
    private readonly BatchedCalls<VerifiedDelivery, Result<ReceivedDelivery>> _writer;

    public StoreDeliveries(UnitOfWork unit, WorkSignal signal, WebhookTopic topic)
    {
        (_unit, _signal, _topic) = (unit, signal, topic);
        // Where the database is busy or full, the next try would only wait as long. GitHub's own log offers to send them again.
        _writer = new(MostTogether, WriteAsync) { IsShared = exception => exception.IsBusy() || exception.IsUnwritable() };
    }

    /// <summary>Ends when it is on disk, also if the sender goes away meanwhile.</summary>
    internal Task<Result<ReceivedDelivery>> RunAsync(VerifiedDelivery delivery) => _writer.RunAsync(delivery);

    private async Task<IReadOnlyList<Result<ReceivedDelivery>>> WriteAsync(IReadOnlyList<VerifiedDelivery> batch)
    {
        var stored = await _unit.RunAsync(work => StoreAsync(work, batch), CancellationToken.None);
        if (stored.TryGet(out var answers, out var error))
        {
            return [.. answers.Select(answer => (Result<ReceivedDelivery>)answer)];
        }

        return batch.Count == 1 ? [error] : throw new LostRaceException();
    }

    /// <summary>The index on the delivery id says which of them are new, also of two with the same id in one batch.</summary>
    private async Task<Result<IReadOnlyList<ReceivedDelivery>>> StoreAsync(Work work, IReadOnlyList<VerifiedDelivery> batch)
    {
        var decided = batch.Select(delivery => Decided.Of(delivery, work.Now)).ToList();
        var added = await InsertRows.NewAsync(work.Db, decided.ConvertAll(one => one.Row), CancellationToken.None);
        var fresh = decided.Where((_, place) => added.Contains(place)).ToList();
        await InsertRows.EachAsync(work.Db, fresh.Select(one => one.Payload).OfType<WebhookPayload>().ToList(), CancellationToken.None);
        var pushed = fresh.Where(one => one.Reception == Reception.Accepted).Select(one => one.Row.RepositoryId).Distinct().ToList();
        await work.Db.Set<RepositorySync>().Where(sync => EF.Parameter(pushed).Contains(sync.RepositoryId)).LoadAsync(CancellationToken.None);
        foreach (var repository in pushed)
        {
            await RequestSync.AddAsync(work, repository, SyncCause.Push, askedBy: "", _signal, CancellationToken.None);
        }

        var organizations = batch.Select(delivery => delivery.Signed.Repository.OrganizationId).ToHashSet();
        work.Refresh(() => Task.WhenAll(organizations.Select(_topic.PublishAsync)));
        return decided.Select((one, place) => added.Contains(place) ? one.Answer : Known(one.Row.DeliveryId)).ToList();
    }

    private static ReceivedDelivery Known(string id) => new(id, Reception.Known, "This delivery was received before. Nothing is done twice.");

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

    /// <summary>A delivery's rows, and what its sender reads when they are new.</summary>
    private sealed record Decided(WebhookDelivery Row, WebhookPayload? Payload, Reception Reception)
    {
        public ReceivedDelivery Answer => new(
            Row.DeliveryId, Reception, Reception == Reception.Accepted ? "Stored. The repository is read in a moment." : Row.Effect);

        public static Decided Of(VerifiedDelivery verified, DateTimeOffset now)
        {
            var repository = verified.Signed.Repository;
            var row = WebhookDelivery.Of(repository.Id, verified.Received, verified.Signed.Verdict, now);
            var reception = Decide(row, repository, verified.DefaultBranch, now);
            if (verified.Payload is not { } payload)
            {
                return new Decided(row, Payload: null, reception);
            }

            row.KeepPayload();
            return new Decided(row, WebhookPayload.Of(row.Id, payload, now), reception);
        }
    }
}
