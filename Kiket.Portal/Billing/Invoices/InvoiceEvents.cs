using Kiket.Portal.Events;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>It is settled: paid, or credited as far as it was open.</summary>
[EventName("invoice.settled")]
public sealed record InvoiceSettled(Guid InvoiceId, Guid OrganizationId) : IEvent
{
    public string Subject => $"invoice:{InvoiceId}";
}

/// <summary>An invoice has its number and is posted.</summary>
[EventName("invoice.issued")]
public sealed record InvoiceIssued(Guid InvoiceId, Guid OrganizationId) : IEvent
{
    public string Subject => $"invoice:{InvoiceId}";
}
