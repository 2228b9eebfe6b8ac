using Kiket.Portal.Events;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>An invoice has its number and is posted.</summary>
[EventName("invoice.issued")]
public sealed record InvoiceIssued(Guid InvoiceId, Guid OrganizationId) : IEvent
{
    public string Subject => $"invoice:{InvoiceId}";
}
