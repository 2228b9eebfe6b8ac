using Kiket.Portal.Data;

namespace Kiket.Portal.Billing.Payments;

public enum AttemptKind
{
    /// <summary>Of an invoice, to a customer's card.</summary>
    Charge,

    /// <summary>To a customer's card, of what it paid too much.</summary>
    Refund,
}

public enum AttemptState
{
    /// <summary>Stored, and not given to the gateway yet.</summary>
    Ordered,

    /// <summary>Given to the gateway, whose answer isn't known.</summary>
    Sent,

    /// <summary>The gateway works on it.</summary>
    Waiting,

    Succeeded,
    Declined,

    /// <summary>Not needed any more before it was sent.</summary>
    Cancelled,
}

/// <summary>
/// One try to move money by a gateway. It is stored before the gateway is asked, and its id is the order's: however often it is asked, it happens
/// once.
/// </summary>
public sealed class PaymentAttempt : VersionedEntity
{
    public const int MaxReference = 200;
    public const int MaxProblem = 300;

    private PaymentAttempt()
    {
    }

    public Guid Id { get; private set; }

    public AttemptKind Kind { get; private set; }

    public AttemptState State { get; private set; }

    /// <summary>The customer.</summary>
    public Guid OrganizationId { get; private set; }

    /// <summary>Null for a refund.</summary>
    public Guid? InvoiceId { get; private set; }

    /// <summary>Of a refund, the record that two operators agreed on.</summary>
    public Guid? PaymentId { get; private set; }

    /// <summary>Days after the issue of the invoice.</summary>
    public int Day { get; private set; }

    /// <summary>The gateway's name of the card; of a refund, of the charge that goes back.</summary>
    public string Method { get; private set; } = "";

    public long AmountCents { get; private set; }

    public string Currency { get; private set; } = "USD";

    /// <summary>The gateway's own name of it; null while it has none.</summary>
    public string? Reference { get; private set; }

    /// <summary>Why it was declined, as the gateway says it.</summary>
    public string Problem { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsOpen => State is AttemptState.Ordered or AttemptState.Sent or AttemptState.Waiting;

    internal static PaymentAttempt Charge(Invoices.Invoice invoice, int day, string method, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = AttemptKind.Charge,
        State = AttemptState.Ordered,
        OrganizationId = invoice.OrganizationId,
        InvoiceId = invoice.Id,
        Day = day,
        Method = method,
        AmountCents = invoice.OpenCents,
        Currency = invoice.Currency,
        CreatedAt = now,
    };

    internal static PaymentAttempt Refund(Payment payment, string charge, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = AttemptKind.Refund,
        State = AttemptState.Ordered,
        OrganizationId = payment.OrganizationId,
        PaymentId = payment.Id,
        Method = charge,
        AmountCents = payment.AmountCents,
        Currency = payment.Currency,
        CreatedAt = now,
    };

    internal void Send() => State = AttemptState.Sent;

    internal void Wait(string reference) => (State, Reference) = (AttemptState.Waiting, reference);

    internal void End(AttemptState state, string reference, string problem, DateTimeOffset now)
    {
        (State, EndedAt) = (state, now);
        Reference = reference.Length > 0 ? reference : Reference;
        Problem = problem.Length > MaxProblem ? problem[..MaxProblem] : problem;
    }
}

/// <summary>The card that a customer pays with. Its number is at the gateway alone.</summary>
public sealed class CustomerMethod
{
    private CustomerMethod()
    {
    }

    public Guid OrganizationId { get; private set; }

    /// <summary>The gateway's name of the customer.</summary>
    public string Customer { get; private set; } = "";

    /// <summary>The gateway's name of the card; empty while there is none.</summary>
    public string Method { get; private set; } = "";

    /// <summary>For people to recognize it, such as <c>visa ending in 4242</c>.</summary>
    public string Label { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public bool IsReady => Method.Length > 0;

    internal static CustomerMethod Of(Guid organizationId) => new() { OrganizationId = organizationId };

    internal void Know(string customer, DateTimeOffset now) => (Customer, ChangedAt) = (customer, now);

    internal void Use(string method, string label, DateTimeOffset now) => (Method, Label, ChangedAt) = (method, label, now);

    internal void Forget(DateTimeOffset now) => Use("", "", now);
}

/// <summary>A refund to a card was confirmed, so that the gateway can be asked for it.</summary>
[Events.EventName("refund.confirmed")]
public sealed record RefundConfirmed(Guid PaymentId, Guid OrganizationId) : Events.IEvent
{
    public string Subject => $"payment:{PaymentId}";
}
