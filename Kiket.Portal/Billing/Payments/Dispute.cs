using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Payments;

public enum DisputeState
{
    Open,

    /// <summary>The payment came back.</summary>
    Won,

    /// <summary>The payment is gone, and a credit note took the invoice back.</summary>
    Lost,
}

/// <summary>A customer's bank took a payment back and looks at it. Until that is decided, the publishers' shares are held.</summary>
public sealed class Dispute : VersionedEntity
{
    private Dispute()
    {
    }

    public Guid Id { get; private set; }

    public Guid InvoiceId { get; private set; }

    public DisputeState State { get; private set; }

    public long AmountCents { get; private set; }

    public string Reason { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>The name at that time.</summary>
    public string OpenedByName { get; private set; } = "";

    public DateTimeOffset? EndedAt { get; private set; }

    internal static Dispute Of(Guid invoiceId, long cents, string reason, IActor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        InvoiceId = invoiceId,
        State = DisputeState.Open,
        AmountCents = cents,
        Reason = reason,
        OpenedAt = now,
        OpenedByName = actor.Name,
    };

    internal void End(bool isWon, DateTimeOffset now) => (State, EndedAt) = (isWon ? DisputeState.Won : DisputeState.Lost, now);
}
