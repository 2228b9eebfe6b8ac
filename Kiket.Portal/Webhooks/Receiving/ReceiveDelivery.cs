using System.IO.Compression;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
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
/// Verifies a delivery of GitHub with the secrets of the repository that its body names by number, and has it stored. Nothing is
/// read from GitHub here.
/// </summary>
public sealed class ReceiveDelivery(IDbContextFactory<PortalDb> databases, SignatureCheck signatures, StoreDeliveries store, TimeProvider clock)
{
    /// <summary>The one refusal of whatever isn't signed: it must not say whether the portal knows the repository.</summary>
    public static Error NotSigned => Error.Unauthorized(
        "signature_invalid",
        "The signature in X-Hub-Signature-256 doesn't match. Copy the repository's secret from Settings → Extension Webhooks into the webhook on GitHub.");

    /// <summary>More organizations than ever connect the same repository.</summary>
    private const int MostCandidates = 20;

    /// <summary>Asked for every delivery, so it is compiled once: for the one database that this portal has.</summary>
    private readonly Func<PortalDb, long, IAsyncEnumerable<ExtensionRepository>> _candidates = EF.CompileAsyncQuery(
        (PortalDb db, long number) => db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.GitHubId == number)
            .OrderBy(repository => repository.CreatedAt)
            .Take(MostCandidates));

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

        var push = incoming.Event == "push";
        var received = new ReceivedPush(
            incoming.DeliveryId!,
            incoming.Event!,
            push ? facts.Reference : null,
            push ? facts.Commit : null,
            facts.Sender,
            push && facts.IsForced,
            incoming.Body.LongLength);
        var isKept = incoming.Event is "push" or "ping";
        return await store.RunAsync(new VerifiedDelivery(signed, received, facts.DefaultBranch, isKept ? Compressed(incoming.Body) : null));
    }

    private async Task<List<ExtensionRepository>> CandidatesAsync(byte[] body, CancellationToken cancellationToken)
    {
        // Asked also without a number, so that a body without one takes as long.
        var number = PayloadFacts.RepositoryId(body) ?? -1;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = new List<ExtensionRepository>();
        await foreach (var repository in _candidates(db, number).WithCancellation(cancellationToken))
        {
            found.Add(repository);
        }

        return found;
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
