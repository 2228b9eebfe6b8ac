using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;

namespace Kiket.Portal.Billing.Invoices;

public enum InvoiceState
{
    /// <summary>Written and not yet numbered. Nobody but operators sees it.</summary>
    Draft,

    Issued,

    /// <summary>Something is paid, and something is open.</summary>
    PartlyPaid,

    Paid,

    /// <summary>Nothing is open, because credit notes took all of it back.</summary>
    Credited,

    /// <summary>Something is open after the day on which it was due. Shown and never stored, because it comes with the day.</summary>
    Overdue,
}

public enum LineSection
{
    /// <summary>Fees and usage of extensions.</summary>
    Extensions,

    /// <summary>"Extension Hosting".</summary>
    Hosting,
}

/// <summary>What an organization pays for a month. Its lines explain every cent.</summary>
public sealed class Invoice : VersionedEntity
{
    public const int MaxNumber = 20;
    public const int MaxAddress = 500;
    public const int MaxTaxNumber = 40;

    private Invoice()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The first of the month.</summary>
    public DateOnly Period { get; private set; }

    /// <summary>Such as <c>INV-2026-000001</c>; null while it is a draft.</summary>
    public string? Number { get; private set; }

    public InvoiceState State { get; private set; }

    public DateTimeOffset? IssuedAt { get; private set; }

    public DateOnly? DueOn { get; private set; }

    public long NetCents { get; private set; }

    public int TaxBasisPoints { get; private set; }

    public long TaxCents { get; private set; }

    /// <summary>What arrived for it, and at most its total.</summary>
    public long PaidCents { get; private set; }

    /// <summary>When the last cent of it arrived, or was no longer owed.</summary>
    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>What credit notes took back, with tax.</summary>
    public long CreditedCents { get; private set; }

    /// <summary>The part of <see cref="CreditedCents"/> that was paid before, so that the customer has it as a credit.</summary>
    public long ReturnedCents { get; private set; }

    public string Currency { get; private set; } = "USD";

    /// <summary>As it was when it was written.</summary>
    public string BillingName { get; private set; } = "";

    public string BillingAddress { get; private set; } = "";

    public string TaxNumber { get; private set; } = "";

    public string IssuerName { get; private set; } = "";

    public string IssuerAddress { get; private set; } = "";

    public string IssuerTaxNumber { get; private set; } = "";

    public long TotalCents => NetCents + TaxCents;

    /// <summary>What the customer still owes.</summary>
    public long OpenCents => TotalCents - PaidCents - CreditedCents + ReturnedCents;

    /// <param name="today">In UTC.</param>
    public InvoiceState StateOn(DateOnly today) =>
        State is InvoiceState.Issued or InvoiceState.PartlyPaid && DueOn < today ? InvoiceState.Overdue : State;

    public static Invoice Draft(Guid organizationId, BillingMonth month, BilledParty party, BilledParty issuer, long netCents, long taxCents) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = organizationId,
        Period = month.First,
        State = InvoiceState.Draft,
        NetCents = netCents,
        TaxBasisPoints = party.TaxBasisPoints,
        TaxCents = taxCents,
        BillingName = party.Name,
        BillingAddress = party.Address,
        TaxNumber = party.TaxNumber,
        IssuerName = issuer.Name,
        IssuerAddress = issuer.Address,
        IssuerTaxNumber = issuer.TaxNumber,
    };

    /// <summary>The properties that <see cref="Issue"/> sets.</summary>
    internal static readonly IReadOnlyList<string> ChangedByIssue = [nameof(State), nameof(Number), nameof(IssuedAt), nameof(DueOn)];

    internal void Issue(string number, DateTimeOffset at, DateOnly dueOn) =>
        (State, Number, IssuedAt, DueOn) = (InvoiceState.Issued, number, at, dueOn);

    /// <returns>The part of the payment that this invoice needed. The rest is a credit of the customer.</returns>
    internal long Pay(long cents, DateTimeOffset now)
    {
        var needed = Math.Min(cents, OpenCents);
        PaidCents += needed;
        Settle(now);
        return needed;
    }

    /// <returns>The part that was still open. The rest was paid before.</returns>
    internal long Credit(long cents, DateTimeOffset now)
    {
        var open = Math.Min(cents, OpenCents);
        (CreditedCents, ReturnedCents) = (CreditedCents + cents, ReturnedCents + cents - open);
        Settle(now);
        return open;
    }

    private void Settle(DateTimeOffset now)
    {
        State = (OpenCents, PaidCents) switch
        {
            ( > 0, 0) => InvoiceState.Issued,
            ( > 0, _) => InvoiceState.PartlyPaid,
            (_, 0) => InvoiceState.Credited,
            _ => InvoiceState.Paid,
        };
        PaidAt ??= State == InvoiceState.Paid ? now : null;
    }
}

/// <summary>A name and address on a document.</summary>
public sealed record BilledParty(string Name, string Address, string TaxNumber, int TaxBasisPoints = 0);

/// <summary>One line of an invoice. It never changes.</summary>
public sealed class InvoiceLine
{
    public const int MaxDescription = 300;

    private InvoiceLine()
    {
    }

    public Guid Id { get; private set; }

    public Guid InvoiceId { get; private set; }

    public int Place { get; private set; }

    public LineSection Section { get; private set; }

    /// <summary>The sum in words, such as <c>$9.00 × 20 of 31 days</c>.</summary>
    public string Description { get; private set; } = "";

    public Guid ExtensionKey { get; private set; }

    /// <summary>The extension's id when it was written.</summary>
    public string ExtensionId { get; private set; } = "";

    /// <summary>Null for hosting, which is Kiket's own.</summary>
    public Guid? PublisherId { get; private set; }

    /// <summary>Of a meter, whose later corrections need it; null for fees and hosting.</summary>
    public Guid? InstallationId { get; private set; }

    public string Meter { get; private set; } = "";

    /// <summary>The first of the month in which it was used: an earlier one for a correction.</summary>
    public DateOnly ServicePeriod { get; private set; }

    /// <summary>Days or units.</summary>
    public long Quantity { get; private set; }

    public string Unit { get; private set; } = "";

    public long GrossCents { get; private set; }

    public long TaxCents { get; private set; }

    /// <param name="id">For one of very many; a new one otherwise.</param>
    public static InvoiceLine Of(Guid invoiceId, int place, LineDraft draft, long taxCents, Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(),
        InvoiceId = invoiceId,
        Place = place,
        Section = draft.Section,
        Description = draft.Description,
        ExtensionKey = draft.ExtensionKey,
        ExtensionId = draft.ExtensionId,
        PublisherId = draft.PublisherId,
        InstallationId = draft.InstallationId,
        Meter = draft.Meter,
        ServicePeriod = draft.Service.First,
        Quantity = draft.Quantity,
        Unit = draft.Unit,
        GrossCents = draft.GrossCents,
        TaxCents = taxCents,
    };
}

/// <summary>What the publisher gets of the part of a line at one rate.</summary>
public sealed class LineShare
{
    private LineShare()
    {
    }

    public Guid LineId { get; private set; }

    public DateOnly FromDay { get; private set; }

    public DateOnly ToDay { get; private set; }

    public int BasisPoints { get; private set; }

    public long GrossCents { get; private set; }

    public long ShareCents { get; private set; }

    public static LineShare Of(Guid lineId, SharePart part) => new()
    {
        LineId = lineId,
        FromDay = part.From,
        ToDay = part.To,
        BasisPoints = part.BasisPoints,
        GrossCents = part.GrossCents,
        ShareCents = part.ShareCents,
    };
}

/// <summary>A line before it is on an invoice.</summary>
/// <param name="Shares">Empty for hosting.</param>
public sealed record LineDraft(
    LineSection Section,
    string Description,
    Guid ExtensionKey,
    string ExtensionId,
    Guid? PublisherId,
    BillingMonth Service,
    long Quantity,
    string Unit,
    long GrossCents,
    IReadOnlyList<SharePart> Shares)
{
    public Guid? InstallationId { get; init; }

    public string Meter { get; init; } = "";
}

/// <summary>How an organization is addressed on its invoices, and at what rate it is taxed.</summary>
public sealed class BillingProfile
{
    private BillingProfile()
    {
    }

    public Guid OrganizationId { get; private set; }

    /// <summary>Empty for the organization's own name.</summary>
    public string Name { get; private set; } = "";

    public string Address { get; private set; } = "";

    public string TaxNumber { get; private set; } = "";

    /// <summary>Set by operators alone.</summary>
    public int TaxBasisPoints { get; private set; }

    /// <summary>What is kept back of a publisher's shares as tax. Set by operators alone.</summary>
    public int WithholdingBasisPoints { get; private set; }

    internal static BillingProfile Of(Guid organizationId) => new() { OrganizationId = organizationId };

    internal void Change(string name, string address, string taxNumber) => (Name, Address, TaxNumber) = (name, address, taxNumber);

    internal void Tax(int basisPoints) => TaxBasisPoints = basisPoints;

    internal void Withhold(int basisPoints) => WithholdingBasisPoints = basisPoints;
}
