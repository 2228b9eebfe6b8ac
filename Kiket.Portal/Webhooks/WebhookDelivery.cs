namespace Kiket.Portal.Webhooks;

/// <summary>Which of a repository's secrets signed a delivery. One that none of them signed isn't stored.</summary>
public enum DeliveryVerdict
{
    Current,

    /// <summary>The secret before the last rotation, while both are accepted.</summary>
    Previous,
}

public enum WebhookDeliveryState
{
    /// <summary>Stored, and waiting for the repository to be read.</summary>
    Waiting,

    /// <summary>The repository is being read.</summary>
    Working,
    Done,

    /// <summary>It needs no work: another event or another ref.</summary>
    Ignored,

    /// <summary>The repository couldn't be read, for the reason in <see cref="WebhookDelivery.Effect"/>.</summary>
    Failed,
}

/// <summary>One request of GitHub with a valid signature, and what it led to.</summary>
public sealed class WebhookDelivery
{
    public const int MaxDeliveryId = 100;
    public const int MaxEvent = 60;
    public const int MaxReference = 300;
    public const int MaxEffect = 1000;
    public const int MaxSender = 100;

    private WebhookDelivery()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The portal's id of the repository.</summary>
    public Guid RepositoryId { get; private set; }

    /// <summary><c>X-GitHub-Delivery</c>: the same when GitHub sends it again. Unique.</summary>
    public string DeliveryId { get; private set; } = "";

    public string Event { get; private set; } = "";

    /// <summary>The full ref of a push, such as <c>refs/heads/main</c>.</summary>
    public string? Reference { get; private set; }

    /// <summary>The commit that the push names; null when it deletes the ref.</summary>
    public string? Commit { get; private set; }

    /// <summary>The commit that the ref had before the push; null when the push created the ref.</summary>
    public string? Before { get; private set; }

    /// <summary>Who pushed, as GitHub says.</summary>
    public string? Sender { get; private set; }

    /// <summary>The push replaced commits instead of adding to them.</summary>
    public bool IsForced { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public DeliveryVerdict Verdict { get; private set; }

    public WebhookDeliveryState State { get; private set; }

    public SyncOutcome Outcome { get; private set; }

    /// <summary>What it changed, as a sentence.</summary>
    public string Effect { get; private set; } = "";

    /// <summary>How often its repository was read for it.</summary>
    public int Attempts { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How long the work took, without the wait before it.</summary>
    public int? DurationMs { get; private set; }

    /// <summary>Bytes of the payload as received.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>False once the payload was deleted.</summary>
    public bool HasPayload { get; private set; }

    public bool IsEnded => State is WebhookDeliveryState.Done or WebhookDeliveryState.Ignored or WebhookDeliveryState.Failed;

    internal static WebhookDelivery Of(Guid repositoryId, ReceivedPush received, DeliveryVerdict verdict, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        RepositoryId = repositoryId,
        DeliveryId = received.DeliveryId,
        Event = received.Event,
        Reference = received.Reference,
        Commit = received.Commit,
        Before = received.Before,
        Sender = received.Sender,
        IsForced = received.IsForced,
        PayloadBytes = received.Bytes,
        ReceivedAt = now,
        Verdict = verdict,
    };

    internal void KeepPayload() => HasPayload = true;

    internal void Finish(WebhookDeliveryState state, SyncOutcome outcome, string effect, int? durationMs, DateTimeOffset now)
    {
        (State, Outcome, DurationMs, EndedAt) = (state, outcome, durationMs, now);
        Effect = effect.Length > MaxEffect ? effect[..(MaxEffect - 1)] + "…" : effect;
    }

    /// <summary>Waits for the repository to be read once more.</summary>
    internal void WaitAgain() => (State, Outcome, Effect, EndedAt, DurationMs) = (WebhookDeliveryState.Waiting, SyncOutcome.Pending, "", null, null);
}

/// <summary>The body of a delivery, apart from its row, because lists don't need it.</summary>
public sealed class WebhookPayload
{
    private WebhookPayload()
    {
    }

    /// <summary>The delivery's row.</summary>
    public Guid Id { get; private set; }

    /// <summary>The JSON, compressed with gzip.</summary>
    public byte[] Body { get; private set; } = [];

    public DateTimeOffset ReceivedAt { get; private set; }

    internal static WebhookPayload Of(Guid delivery, byte[] body, DateTimeOffset now) => new() { Id = delivery, Body = body, ReceivedAt = now };
}

/// <summary>The facts of a delivery, read from its headers and its verified body.</summary>
/// <param name="Commit">Null when the push deletes the ref.</param>
/// <param name="Before">Null when it creates the ref.</param>
public sealed record ReceivedPush(
    string DeliveryId, string Event, string? Reference, string? Commit, string? Before, string? Sender, bool IsForced, long Bytes);
