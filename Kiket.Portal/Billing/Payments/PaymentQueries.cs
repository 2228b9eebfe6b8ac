using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

// ToUpper becomes the database's own function here, which doesn't take a culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Billing.Payments;

/// <summary>What operators choose from.</summary>
public enum InvoiceFilter
{
    /// <summary>Not paid, whether due or not.</summary>
    Open,

    Overdue,

    Paid,

    All,
}

/// <param name="Customer">The organization's name now.</param>
public sealed record OperatedInvoice(Invoice Invoice, string Customer, string Slug);

/// <param name="InvoiceNumber">Null for a refund.</param>
public sealed record OperatedPayment(Payment Payment, string Customer, string Slug, string? InvoiceNumber);

/// <summary>What a customer paid too much or got back.</summary>
/// <param name="HasCard">It paid by card before, so that a refund can go there.</param>
public sealed record CustomerCredit(string Customer, string Slug, long Cents, bool HasCard);

/// <summary>A refund that the gateway couldn't make.</summary>
public sealed record FailedRefund(PaymentAttempt Attempt, string Customer, string Slug, string Reference);

/// <param name="LeftCents">What is not credited, without tax.</param>
public sealed record CreditableLine(InvoiceLine Line, long LeftCents);

/// <param name="Dispute">The open one.</param>
/// <param name="Stopped">Ids of the customer's extensions that are suspended.</param>
public sealed record OperatedInvoiceDetail(
    OperatedInvoice Row,
    IReadOnlyList<CreditableLine> Lines,
    IReadOnlyList<CreditNote> CreditNotes,
    IReadOnlyList<Payment> Payments,
    Dispute? Dispute,
    IReadOnlyList<string> Stopped);

/// <summary>What an organization hasn't paid in time, and what that stopped.</summary>
/// <param name="Overdue">Longest first.</param>
/// <param name="Stopped">Ids of extensions that are suspended.</param>
public sealed record CustomerStanding(IReadOnlyList<Invoice> Overdue, IReadOnlyList<string> Stopped);

/// <summary>A credit note with its lines.</summary>
public sealed record CreditNoteDocument(CreditNote Note, Invoice Invoice, IReadOnlyList<(CreditNoteLine Credit, InvoiceLine Line)> Lines)
{
    public string InvoiceNumber => Invoice.Number!;
}

/// <summary>Reads what customers paid. Operators see all of it, an organization its own credit notes.</summary>
public sealed class PaymentQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    private const int MaxSearchLength = 100;

    public async Task<Result<Page<OperatedInvoice>>> InvoicesAsync(
        InvoiceFilter filter, string? query, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        var today = BillingMonth.DayOf(clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows =
            from invoice in db.Set<Invoice>().AsNoTracking()
            join organization in db.Set<Organization>() on invoice.OrganizationId equals organization.Id
            where invoice.State != InvoiceState.Draft
            select new { invoice, organization };
        rows = filter switch
        {
            InvoiceFilter.Open => rows.Where(row => row.invoice.State == InvoiceState.Issued || row.invoice.State == InvoiceState.PartlyPaid),
            InvoiceFilter.Overdue => rows.Where(row =>
                (row.invoice.State == InvoiceState.Issued || row.invoice.State == InvoiceState.PartlyPaid) && row.invoice.DueOn < today),
            InvoiceFilter.Paid => rows.Where(row => row.invoice.State == InvoiceState.Paid),
            _ => rows,
        };
        if (query?.Trim().ToUpperInvariant() is { Length: > 0 and <= MaxSearchLength } text)
        {
            rows = rows.Where(row => row.invoice.Number!.Contains(text) || row.organization.Name.ToUpper().Contains(text)
                || row.organization.Slug.ToUpper().Contains(text));
        }

        var total = await rows.CountAsync(cancellationToken);
        var items = await rows
            .OrderBy(row => row.invoice.DueOn).ThenBy(row => row.invoice.Number)
            .Skip(page.Skip).Take(page.Size)
            .Select(row => new OperatedInvoice(row.invoice, row.organization.Name, row.organization.Slug))
            .ToListAsync(cancellationToken);
        return new Page<OperatedInvoice>(items, page, total);
    }

    public async Task<Result<OperatedInvoiceDetail>> FindAsync(string number, Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await (
            from invoice in db.Set<Invoice>().AsNoTracking()
            join organization in db.Set<Organization>() on invoice.OrganizationId equals organization.Id
            where invoice.Number == number
            select new OperatedInvoice(invoice, organization.Name, organization.Slug)).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return RecordPayment.NotFound(number);
        }

        var id = row.Invoice.Id;
        var credits = await SettleInvoice.CreditsAsync(db, id, cancellationToken);
        var lines = await db.Set<InvoiceLine>().AsNoTracking().Where(line => line.InvoiceId == id).OrderBy(line => line.Place).ToListAsync(cancellationToken);
        return new OperatedInvoiceDetail(
            row,
            [.. lines.Select(line => new CreditableLine(line, line.GrossCents - credits[line.Id].Sum(credit => credit.GrossCents)))],
            await db.Set<CreditNote>().AsNoTracking().Where(note => note.InvoiceId == id).OrderBy(note => note.Number).ToListAsync(cancellationToken),
            await db.Set<Payment>().AsNoTracking()
                .Where(payment => payment.InvoiceId == id && payment.State != PaymentState.Discarded)
                .OrderBy(payment => payment.RecordedAt).ToListAsync(cancellationToken),
            await db.Set<Dispute>().AsNoTracking().SingleOrDefaultAsync(
                dispute => dispute.InvoiceId == id && dispute.State == DisputeState.Open, cancellationToken),
            await StoppedAsync(db, row.Invoice.OrganizationId, cancellationToken));
    }

    /// <summary>Recorded and not confirmed, oldest first.</summary>
    public async Task<Result<IReadOnlyList<OperatedPayment>>> WaitingAsync(Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Result.Of<IReadOnlyList<OperatedPayment>>(await (
            from payment in db.Set<Payment>().AsNoTracking()
            join organization in db.Set<Organization>() on payment.OrganizationId equals organization.Id
            where payment.State == PaymentState.Recorded
            orderby payment.RecordedAt
            select new OperatedPayment(
                payment,
                organization.Name,
                organization.Slug,
                db.Set<Invoice>().Where(invoice => invoice.Id == payment.InvoiceId).Select(invoice => invoice.Number).FirstOrDefault()))
            .Take(PageRequest.MaxSize).ToListAsync(cancellationToken));
    }

    public async Task<Result<IReadOnlyList<CustomerCredit>>> CreditsAsync(Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var sums = await db.Set<Posting>()
            .Where(posting => posting.Account == LedgerAccount.CustomerCredit && posting.OrganizationId != null)
            .GroupBy(posting => posting.OrganizationId)
            .Select(same => new { Organization = same.Key, Cents = -same.Sum(posting => posting.Amount) })
            .Where(sum => sum.Cents != 0)
            .Take(PageRequest.MaxSize)
            .ToDictionaryAsync(sum => sum.Organization!.Value, sum => sum.Cents, cancellationToken);
        var ids = sums.Keys.ToList();
        var organizations = await db.Set<Organization>().AsNoTracking()
            .Where(organization => ids.Contains(organization.Id)).OrderBy(organization => organization.Name).ToListAsync(cancellationToken);
        var cards = await db.Set<PaymentAttempt>()
            .Where(attempt => ids.Contains(attempt.OrganizationId) && attempt.Kind == AttemptKind.Charge && attempt.State == AttemptState.Succeeded)
            .Select(attempt => attempt.OrganizationId).Distinct().ToListAsync(cancellationToken);
        return Result.Of<IReadOnlyList<CustomerCredit>>(
            [.. organizations.Select(organization => new CustomerCredit(
                organization.Name, organization.Slug, sums[organization.Id], cards.Contains(organization.Id)))]);
    }

    /// <summary>Refunds that failed, as long as the customer's credit isn't refunded or used otherwise. Newest first.</summary>
    public async Task<Result<IReadOnlyList<FailedRefund>>> FailedRefundsAsync(Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Result.Of<IReadOnlyList<FailedRefund>>(await (
            from attempt in db.Set<PaymentAttempt>().AsNoTracking()
            join payment in db.Set<Payment>() on attempt.PaymentId equals payment.Id
            join organization in db.Set<Organization>() on attempt.OrganizationId equals organization.Id
            where attempt.Kind == AttemptKind.Refund && attempt.State == AttemptState.Declined
                && db.Set<Posting>().Where(posting => posting.Account == LedgerAccount.CustomerCredit
                    && posting.OrganizationId == attempt.OrganizationId).Sum(posting => posting.Amount) < 0
                && !db.Set<Payment>().Any(later => later.OrganizationId == attempt.OrganizationId && later.Kind == PaymentKind.Refunded
                    && later.State != PaymentState.Discarded && later.RecordedAt > attempt.EndedAt)
            orderby attempt.EndedAt descending
            select new FailedRefund(attempt, organization.Name, organization.Slug, payment.Reference))
            .Take(PageRequest.MaxSize).ToListAsync(cancellationToken));
    }

    /// <summary>When a customer's card was tried for an invoice, oldest first. The caller must check the membership.</summary>
    public async Task<IReadOnlyList<PaymentAttempt>> AttemptsAsync(Guid invoiceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PaymentAttempt>().AsNoTracking().Where(attempt => attempt.InvoiceId == invoiceId)
            .OrderBy(attempt => attempt.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>What an organization hasn't paid in time. The caller must check the membership.</summary>
    public async Task<CustomerStanding> StandingAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var today = BillingMonth.DayOf(clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new CustomerStanding(
            await db.Set<Invoice>().AsNoTracking()
                .Where(invoice => invoice.OrganizationId == organizationId && invoice.DueOn < today
                    && (invoice.State == InvoiceState.Issued || invoice.State == InvoiceState.PartlyPaid))
                .OrderBy(invoice => invoice.DueOn).ToListAsync(cancellationToken),
            await StoppedAsync(db, organizationId, cancellationToken));
    }

    private static async Task<IReadOnlyList<string>> StoppedAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken) => await (
        from installation in db.Set<Installation>()
        join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
        where installation.OrganizationId == organizationId && installation.State == InstallationState.Suspended
        orderby extension.ExtensionId
        select extension.ExtensionId).ToListAsync(cancellationToken);

    /// <summary>An organization's, newest first. The caller must check the membership.</summary>
    public async Task<Page<CreditNoteDocument>> CreditNotesAsync(Guid organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var notes = db.Set<CreditNote>().AsNoTracking().Where(note => note.OrganizationId == organizationId);
        var total = await notes.CountAsync(cancellationToken);
        var items = await notes.OrderByDescending(note => note.IssuedAt).ThenByDescending(note => note.Number)
            .Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<CreditNoteDocument>(await DocumentsAsync(db, items, cancellationToken), page, total);
    }

    /// <summary>One of an organization's. The caller must check the membership.</summary>
    public async Task<CreditNoteDocument?> FindCreditNoteAsync(Guid organizationId, string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var note = await db.Set<CreditNote>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.OrganizationId == organizationId && one.Number == number, cancellationToken);
        return note is null ? null : (await DocumentsAsync(db, [note], cancellationToken))[0];
    }

    private static async Task<IReadOnlyList<CreditNoteDocument>> DocumentsAsync(
        PortalDb db, IReadOnlyList<CreditNote> notes, CancellationToken cancellationToken)
    {
        var (ids, invoiceIds) = (notes.Select(note => note.Id).ToList(), notes.Select(note => note.InvoiceId).ToList());
        var invoices = await db.Set<Invoice>().AsNoTracking().Where(invoice => invoiceIds.Contains(invoice.Id))
            .ToDictionaryAsync(invoice => invoice.Id, cancellationToken);
        var lines = (await (
            from credit in db.Set<CreditNoteLine>().AsNoTracking()
            join line in db.Set<InvoiceLine>().AsNoTracking() on credit.LineId equals line.Id
            where ids.Contains(credit.NoteId)
            orderby line.Place
            select new { credit, line }).ToListAsync(cancellationToken)).ToLookup(one => one.credit.NoteId, one => (one.credit, one.line));
        return [.. notes.Select(note => new CreditNoteDocument(note, invoices[note.InvoiceId], [.. lines[note.Id]]))];
    }
}
