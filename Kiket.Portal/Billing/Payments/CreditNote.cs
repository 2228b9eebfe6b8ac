using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Payments;

/// <summary>Takes back lines of an invoice, in whole or in part. It never changes.</summary>
public sealed class CreditNote
{
    public const int MaxReason = 500;

    private CreditNote()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Such as <c>CN-2026-000001</c>.</summary>
    public string Number { get; private set; } = "";

    public Guid InvoiceId { get; private set; }

    /// <summary>The customer.</summary>
    public Guid OrganizationId { get; private set; }

    /// <summary>The customer reads it.</summary>
    public string Reason { get; private set; } = "";

    public long NetCents { get; private set; }

    public long TaxCents { get; private set; }

    public long TotalCents => NetCents + TaxCents;

    /// <summary>The part that was paid before, which the customer has as a credit.</summary>
    public long ReturnedCents { get; private set; }

    public string Currency { get; private set; } = "USD";

    public DateTimeOffset IssuedAt { get; private set; }

    public Guid IssuedBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string IssuedByName { get; private set; } = "";

    /// <summary>Two requests with the same id are one credit note.</summary>
    public Guid RequestId { get; private set; }

    internal static CreditNote Of(
        Guid id, Guid requestId, string number, Invoice invoice, string reason, long netCents, long taxCents, IActor actor, DateTimeOffset now) => new()
        {
            Id = id,
            RequestId = requestId,
            Number = number,
            InvoiceId = invoice.Id,
            OrganizationId = invoice.OrganizationId,
            Reason = reason,
            NetCents = netCents,
            TaxCents = taxCents,
            IssuedAt = now,
            IssuedBy = actor.UserId,
            IssuedByName = actor.Name,
        };

    internal void Return(long cents) => ReturnedCents = cents;
}

/// <summary>A credit note has its number and is posted.</summary>
[EventName("credit_note.issued")]
public sealed record CreditNoteIssued(Guid CreditNoteId, Guid OrganizationId) : IEvent
{
    public string Subject => $"credit_note:{CreditNoteId}";
}

/// <summary>What a credit note takes back of one line, in the line's own proportions. All amounts are above zero.</summary>
public sealed class CreditNoteLine
{
    private CreditNoteLine()
    {
    }

    public Guid Id { get; private set; }

    public Guid NoteId { get; private set; }

    /// <summary>Of the invoice.</summary>
    public Guid LineId { get; private set; }

    public long GrossCents { get; private set; }

    public long TaxCents { get; private set; }

    /// <summary>Of the publisher; 0 for hosting.</summary>
    public long ShareCents { get; private set; }

    internal static CreditNoteLine Of(Guid noteId, Guid lineId, long grossCents, long taxCents, long shareCents) => new()
    {
        Id = Guid.CreateVersion7(),
        NoteId = noteId,
        LineId = lineId,
        GrossCents = grossCents,
        TaxCents = taxCents,
        ShareCents = shareCents,
    };
}
