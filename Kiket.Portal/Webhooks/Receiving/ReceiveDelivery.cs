using System.IO.Compression;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Receiving;

/// <summary>A request of GitHub, as it arrived.</summary>
/// <param name="Signature">As <see cref="SignatureCheck.Parse"/> read it.</param>
public sealed record IncomingDelivery(string? DeliveryId, string? Event, byte[] Signature, byte[] Body);

public enum Reception
{
    /// <summary>Stored; the repository will be read.</summary>
    Accepted,

    /// <summary>Stored, and needs no work.</summary>
    Ignored,
    Ping,

    /// <summary>It was stored before, so nothing happens twice.</summary>
    Known,
}

/// <param name="Sentence">What becomes of it.</param>
public sealed record ReceivedDelivery(string DeliveryId, Reception Reception, string Sentence);

/// <summary>
/// Stores a delivery of GitHub, after its signature was verified with a secret of the repository that its body names by number.
/// The work that it needs is stored in the same transaction; nothing is read from GitHub here.
/// </summary>
public sealed class ReceiveDelivery(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, SignatureCheck signatures, WorkSignal signal, WebhookTopic topic, TimeProvider clock)
{
    /// <summary>The one refusal of whatever isn't signed: it must not say whether the portal knows the repository.</summary>
    public static Error NotSigned => Error.Unauthorized(
        "signature_invalid",
        "The signature in X-Hub-Signature-256 doesn't match. Copy the repository's secret from Settings → Extension Webhooks into the webhook on GitHub.");

    /// <summary>More organizations than ever connect the same repository.</summary>
    private const int MostCandidates = 20;

    public async Task<Result<ReceivedDelivery>> RunAsync(IncomingDelivery incoming, CancellationToken cancellationToken)
    {
        if (signatures.Find(await CandidatesAsync(incoming.Body, cancellationToken), incoming.Signature, incoming.Body, clock.GetUtcNow())
            is not { } signed)
        {
            return NotSigned;
        }

        if (!IsWord(incoming.DeliveryId, WebhookDelivery.MaxDeliveryId) || !IsWord(incoming.Event, WebhookDelivery.MaxEvent))
        {
            return Error.Invalid(
                "delivery_header_missing", "X-GitHub-Delivery and X-GitHub-Event must each have one word. GitHub sends both with every delivery.");
        }

        if (PayloadFacts.Read(incoming.Body) is not { } facts || (incoming.Event == "push" && string.IsNullOrEmpty(facts.Reference)))
        {
            return Error.Invalid("payload_invalid", "The body isn't a payload of GitHub: it must be a JSON object, and a push must have a ref.");
        }

        return await unit.RunAsync(work => StoreAsync(work, incoming, signed, facts, cancellationToken), cancellationToken);
    }

    private async Task<List<ExtensionRepository>> CandidatesAsync(byte[] body, CancellationToken cancellationToken)
    {
        // Asked also without a number, so that a body without one takes as long.
        var number = PayloadFacts.RepositoryId(body) ?? -1;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.GitHubId == number)
            .OrderBy(repository => repository.CreatedAt)
            .Take(MostCandidates)
            .ToListAsync(cancellationToken);
    }

    private async Task<Result<ReceivedDelivery>> StoreAsync(
        Work work, IncomingDelivery incoming, SignedBy signed, PayloadFacts facts, CancellationToken cancellationToken)
    {
        var (db, now, id) = (work.Db, work.Now, incoming.DeliveryId!);
        if (await db.Set<WebhookDelivery>().AnyAsync(delivery => delivery.DeliveryId == id, cancellationToken))
        {
            work.Discard();
            return new ReceivedDelivery(id, Reception.Known, "This delivery was received before. Nothing is done twice.");
        }

        var repository = signed.Repository;
        var push = incoming.Event == "push";
        var received = new ReceivedPush(
            id, incoming.Event!, push ? facts.Reference : null, push ? facts.Commit : null, facts.Sender, push && facts.IsForced, incoming.Body.LongLength);
        var delivery = WebhookDelivery.Of(repository.Id, received, signed.Verdict, now);
        var reception = await DecideAsync(work, delivery, repository, facts, cancellationToken);
        db.Add(delivery);
        if (reception != Reception.Ignored || push)
        {
            delivery.KeepPayload();
            db.Add(WebhookPayload.Of(delivery.Id, Compressed(incoming.Body), now));
        }

        work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
        return new ReceivedDelivery(id, reception, reception == Reception.Accepted ? "Stored. The repository is read in a moment." : delivery.Effect);
    }

    private async Task<Reception> DecideAsync(
        Work work, WebhookDelivery delivery, ExtensionRepository repository, PayloadFacts facts, CancellationToken cancellationToken)
    {
        if (delivery.Event == "ping")
        {
            delivery.Finish(WebhookDeliveryState.Done, SyncOutcome.Ping, "GitHub reached the portal, and the secret is right.", 0, work.Now);
            return Reception.Ping;
        }

        if (delivery.Event != "push")
        {
            delivery.Finish(
                WebhookDeliveryState.Ignored,
                SyncOutcome.OtherEvent,
                $"The portal acts on pushes alone, not on {delivery.Event}. In GitHub, choose “Just the push event”.",
                0,
                work.Now);
            return Reception.Ignored;
        }

        // The default branch may have another name by now.
        var isNewDefault = repository.TrackedReference is null && facts.DefaultBranch is { } branch && delivery.Reference == $"refs/heads/{branch}";
        if (!repository.Tracks(delivery.Reference) && !isNewDefault)
        {
            delivery.Finish(
                WebhookDeliveryState.Ignored,
                SyncOutcome.OtherReference,
                $"Nothing follows {delivery.Reference}; the listing follows {repository.Tracked}.",
                0,
                work.Now);
            return Reception.Ignored;
        }

        await RequestSync.AddAsync(work, repository.Id, SyncCause.Push, askedBy: "", signal, cancellationToken);
        return Reception.Accepted;
    }

    private static byte[] Compressed(byte[] body)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return memory.ToArray();
    }

    private static bool IsWord(string? text, int max) => text is { Length: > 0 } && text.Length <= max && text.All(letter => letter is > ' ' and <= '~');
}
