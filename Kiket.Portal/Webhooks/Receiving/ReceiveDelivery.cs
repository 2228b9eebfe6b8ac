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
public sealed class ReceiveDelivery
{
    /// <summary>The one refusal of whatever isn't signed: it must not say whether the portal knows the repository.</summary>
    public static Error NotSigned => Error.Unauthorized(
        "signature_invalid",
        "The signature in X-Hub-Signature-256 doesn't match. Copy the repository's secret from Settings → Extension Webhooks into the webhook on GitHub.");

    private const string Push = "push";

    /// <summary>More organizations than ever connect the same repository.</summary>
    private const int MostCandidates = 20;

    /// <summary>As many as wait for one query of a storm.</summary>
    private const int MostTogether = 64;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly SignatureCheck _signatures;
    private readonly StoreDeliveries _store;
    private readonly KnownRepositories _known;
    private readonly TimeProvider _clock;
    private readonly BatchedCalls<long, IReadOnlyList<ExtensionRepository>> _candidates;

    public ReceiveDelivery(
        IDbContextFactory<PortalDb> databases, SignatureCheck signatures, StoreDeliveries store, KnownRepositories known, TimeProvider clock)
    {
        (_databases, _signatures, _store, _known, _clock) = (databases, signatures, store, known, clock);
        _candidates = new(MostTogether, CandidatesAsync);
    }

    public async Task<Result<ReceivedDelivery>> RunAsync(IncomingDelivery incoming, CancellationToken cancellationToken)
    {
        // Asked also without a number, so that a body without one takes as long.
        var number = PayloadFacts.RepositoryId(incoming.Body) ?? -1;
        if (Find(_known.Find(number), incoming) is { } signed && PayloadFacts.Read(incoming.Body) is { } facts && IsFollowed(signed, incoming, facts))
        {
            return await StoreAsync(signed, facts, incoming);
        }

        var candidates = await _candidates.RunAsync(number).WaitAsync(cancellationToken);
        if (Find(candidates, incoming) is not { } found)
        {
            return NotSigned;
        }

        if (!IsWord(incoming.DeliveryId, WebhookDelivery.MaxDeliveryId) || !IsWord(incoming.Event, WebhookDelivery.MaxEvent))
        {
            return Error.Invalid(
                "delivery_header_missing", "X-GitHub-Delivery and X-GitHub-Event must each have one word. GitHub sends both with every delivery.");
        }

        if (PayloadFacts.Read(incoming.Body) is not { } read || (incoming.Event == Push && string.IsNullOrEmpty(read.Reference)))
        {
            return Error.Invalid("payload_invalid", "The body isn't a payload of GitHub: it must be a JSON object, and a push must have a ref.");
        }

        _known.Remember(number, candidates);
        return await StoreAsync(found, read, incoming);
    }

    private SignedBy? Find(IReadOnlyList<ExtensionRepository> candidates, IncomingDelivery incoming) =>
        _signatures.Find(candidates, incoming.Signature, incoming.Body, _clock.GetUtcNow());

    /// <summary>A push that leads to work. Everything else is decided on what the database says now: nothing may be ignored by mistake.</summary>
    private static bool IsFollowed(SignedBy signed, IncomingDelivery incoming, PayloadFacts facts) =>
        incoming.Event == Push && facts.Reference is { Length: > 0 } reference && signed.Repository.Tracks(reference)
            && IsWord(incoming.DeliveryId, WebhookDelivery.MaxDeliveryId);

    private Task<Result<ReceivedDelivery>> StoreAsync(SignedBy signed, PayloadFacts facts, IncomingDelivery incoming)
    {
        var push = incoming.Event == Push;
        var received = new ReceivedPush(
            incoming.DeliveryId!,
            incoming.Event!,
            push ? facts.Reference : null,
            push ? facts.Commit : null,
            push ? facts.Before : null,
            facts.Sender,
            push && facts.IsForced,
            incoming.Body.LongLength);
        var payload = incoming.Event is Push or "ping" ? Compressed(incoming.Body) : null;
        return _store.RunAsync(new VerifiedDelivery(signed, received, facts.DefaultBranch, payload));
    }

    private async Task<IReadOnlyList<IReadOnlyList<ExtensionRepository>>> CandidatesAsync(IReadOnlyList<long> numbers)
    {
        await using var db = await _databases.CreateDbContextAsync();
        var asked = numbers.Distinct().ToList();
        var found = new Dictionary<long, List<ExtensionRepository>>();
        await foreach (var repository in db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => EF.Parameter(asked).Contains(repository.GitHubId))
            .OrderBy(repository => repository.CreatedAt)
            .AsAsyncEnumerable())
        {
            if (!found.TryGetValue(repository.GitHubId, out var same))
            {
                found[repository.GitHubId] = same = [];
            }

            if (same.Count < MostCandidates)
            {
                same.Add(repository);
            }
        }

        return [.. numbers.Select(number => (IReadOnlyList<ExtensionRepository>)(found.GetValueOrDefault(number) ?? []))];
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
