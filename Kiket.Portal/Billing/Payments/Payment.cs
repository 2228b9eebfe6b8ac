using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Payments;

public enum PaymentKind
{
    /// <summary>Of a customer, for an invoice.</summary>
    Received,

    /// <summary>To a customer, of what it paid too much.</summary>
    Refunded,
}

public enum PaymentState
{
    /// <summary>One operator wrote it down. Nothing is posted.</summary>
    Recorded,

    /// <summary>A second operator confirmed it, and it is posted.</summary>
    Confirmed,

    /// <summary>It was a mistake, and was never posted.</summary>
    Discarded,
}

/// <summary>A transfer that operators saw on the bank account. The first writes it down, a second confirms it.</summary>
public sealed class Payment : VersionedEntity
{
    public const int MaxReference = 80;
    public const int MaxKey = 200;

    /// <summary>$100 million: more is a slip of the finger.</summary>
    public const long MaxCents = 10_000_000_000;

    private Payment()
    {
    }

    public Guid Id { get; private set; }

    public PaymentKind Kind { get; private set; }

    public PaymentState State { get; private set; }

    /// <summary>The customer.</summary>
    public Guid OrganizationId { get; private set; }

    /// <summary>Null for a refund.</summary>
    public Guid? InvoiceId { get; private set; }

    /// <summary>Cents, above zero.</summary>
    public long AmountCents { get; private set; }

    public string Currency { get; private set; } = "USD";

    /// <summary>A refund goes to the card by the gateway, and not by a transfer.</summary>
    public bool IsToCard { get; private set; }

    /// <summary>As the bank shows it.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The same transfer is written down once.</summary>
    public string Key { get; private set; } = "";

    public Guid RecordedBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string RecordedByName { get; private set; } = "";

    public DateTimeOffset RecordedAt { get; private set; }

    public Guid? EndedBy { get; private set; }

    /// <summary>Who confirmed or discarded it.</summary>
    public string? EndedByName { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    internal static Payment Of(
        PaymentKind kind, Guid organizationId, Guid? invoiceId, long cents, string reference, IActor actor, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            State = PaymentState.Recorded,
            OrganizationId = organizationId,
            InvoiceId = invoiceId,
            AmountCents = cents,
            Reference = reference,
            Key = KeyOf(kind, invoiceId ?? organizationId, reference),
            RecordedBy = actor.UserId,
            RecordedByName = actor.Name,
            RecordedAt = now,
        };

    /// <param name="subject">The invoice, or the organization that gets a refund.</param>
    internal static string KeyOf(PaymentKind kind, Guid subject, string reference) => $"{kind}:{subject}:{reference.ToUpperInvariant()}";

    internal void ToCard() => IsToCard = true;

    internal void End(PaymentState state, IActor actor, DateTimeOffset now) =>
        (State, EndedBy, EndedByName, EndedAt) = (state, actor.UserId, actor.Name, now);
}
