using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Payouts;

public enum PayoutState
{
    /// <summary>A statement asks for it.</summary>
    Proposed,

    /// <summary>Two operators agreed to it, and nothing is sent yet. By a gateway it is sent at once.</summary>
    Approved,

    /// <summary>The bank has the order.</summary>
    Sent,

    Paid,

    /// <summary>It came back, and its amount is in the balance again.</summary>
    Returned,
}

/// <summary>What a publisher is paid of a month. Each step is recorded by one operator and confirmed by a second.</summary>
public sealed class Payout : VersionedEntity
{
    public const int MaxNumber = 20;
    public const int MaxNote = 200;

    private Payout()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Such as <c>PO-2026-000001</c>.</summary>
    public string Number { get; private set; } = "";

    public Guid PublisherId { get; private set; }

    /// <summary>The first of the statement's month.</summary>
    public DateOnly Period { get; private set; }

    public long AmountCents { get; private set; }

    public string Currency { get; private set; } = "USD";

    public PayoutState State { get; private set; }

    /// <summary>When it came to its state.</summary>
    public DateTimeOffset StateAt { get; private set; }

    /// <summary>The bank's reference, or why it came back.</summary>
    public string Note { get; private set; } = "";

    /// <summary>The gateway's own name of what it sent; null for what operators sent by hand.</summary>
    public string? GatewayReference { get; private set; }

    /// <summary>Recorded by one operator, and not confirmed.</summary>
    public PayoutState? Next { get; private set; }

    public string? NextNote { get; private set; }

    public Guid? NextBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string? NextByName { get; private set; }

    internal static Payout Of(string number, Guid publisherId, BillingMonth month, long cents, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Number = number,
        PublisherId = publisherId,
        Period = month.First,
        AmountCents = cents,
        State = PayoutState.Proposed,
        StateAt = now,
    };

    /// <summary>What can come after the state it has.</summary>
    public IReadOnlyList<PayoutState> Following => State switch
    {
        PayoutState.Proposed => [PayoutState.Approved, PayoutState.Sent],
        PayoutState.Approved => [PayoutState.Sent],
        PayoutState.Sent => [PayoutState.Paid, PayoutState.Returned],
        // A bank can take a transfer back after it arrived.
        PayoutState.Paid => [PayoutState.Returned],
        _ => [],
    };

    internal void Record(PayoutState next, string note, IActor actor) =>
        (Next, NextNote, NextBy, NextByName) = (next, note, actor.UserId, actor.Name);

    internal void Discard() => (Next, NextNote, NextBy, NextByName) = (null, null, null, null);

    /// <param name="note">Empty to keep the one that is there.</param>
    internal void Become(PayoutState state, string note, DateTimeOffset now)
    {
        (State, StateAt, Note) = (state, now, note.Length > 0 ? note : Note);
        Discard();
    }

    internal void Sent(string reference) => GatewayReference = reference;
}

/// <summary>The account of a publisher at the gateway. Its number is there alone.</summary>
public sealed class GatewayAccount
{
    public const int MaxReference = 200;

    private GatewayAccount()
    {
    }

    public Guid OrganizationId { get; private set; }

    /// <summary>The gateway's own name of it.</summary>
    public string Reference { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    internal static GatewayAccount Of(Guid organizationId, string reference, DateTimeOffset now) =>
        new() { OrganizationId = organizationId, Reference = reference, CreatedAt = now };

    internal void Become(string reference) => Reference = reference;
}

/// <summary>Whether a publisher can be paid. The account's number itself is never stored.</summary>
public sealed class PayoutAccount
{
    private PayoutAccount()
    {
    }

    public Guid OrganizationId { get; private set; }

    /// <summary>The end of its number, for the publisher to recognize it.</summary>
    public string LastFour { get; private set; } = "";

    public DateTimeOffset ReadyAt { get; private set; }

    /// <summary>The name at that time.</summary>
    public string ReadyByName { get; private set; } = "";

    internal static PayoutAccount Of(Guid organizationId) => new() { OrganizationId = organizationId };

    internal void Use(string lastFour, IActor actor, DateTimeOffset now) => (LastFour, ReadyAt, ReadyByName) = (lastFour, now, actor.Name);
}
