using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <param name="LineId">A line of the invoice.</param>
/// <param name="AmountCents">Without tax, above zero. The tax goes back with it.</param>
public sealed record CreditedLine(Guid LineId, long AmountCents);

/// <param name="RequestId">Chosen by the caller: twice the same is one credit note.</param>
/// <param name="Number">Of the invoice.</param>
/// <param name="Reason">The customer reads it.</param>
public sealed record IssueCreditNoteRequest(Guid RequestId, string Number, IReadOnlyList<CreditedLine> Lines, string Reason, Actor Actor)
{
    /// <summary>Nobody paid and nobody will: what the customer runs stays suspended.</summary>
    internal bool IsWriteOff { get; init; }
}

/// <summary>
/// An operator takes back lines of an invoice, never more than was invoiced. The publisher's share, Kiket's part and the tax go back in the line's
/// own proportions. What was open is no longer owed; what was paid is a credit of the customer.
/// </summary>
public sealed class IssueCreditNote(UnitOfWork unit)
{
    public Task<Result<CreditNote>> RunAsync(IssueCreditNoteRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, request.Actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            if (await work.Db.Set<CreditNote>().AsNoTracking().SingleOrDefaultAsync(one => one.RequestId == request.RequestId, cancellationToken) is { } known)
            {
                work.Discard();
                return known;
            }

            if (await work.Db.Set<Invoice>().SingleOrDefaultAsync(one => one.Number == request.Number, cancellationToken) is not { } invoice)
            {
                return RecordPayment.NotFound(request.Number);
            }

            if (await SecondPerson.FirstProblemAsync(work.Db, invoice.OrganizationId, request.Actor, cancellationToken) is { } refused)
            {
                return refused;
            }

            return await work.Db.Set<Dispute>().AnyAsync(one => one.InvoiceId == invoice.Id && one.State == DisputeState.Open, cancellationToken)
                ? Error.Conflict("invoice_disputed", "The customer's bank disputes this payment. End the dispute first.")
                : await IssueAsync(work, invoice, request, cancellationToken);
        },
        cancellationToken);

    internal static async Task<Result<CreditNote>> IssueAsync(
        Work work, Invoice invoice, IssueCreditNoteRequest request, CancellationToken cancellationToken)
    {
        var reason = request.Reason.Trim();
        if (PlainText.Problem(reason, "reason", "The reason", CreditNote.MaxReason, "Enter a reason. The customer reads it.") is { } wrong)
        {
            return wrong;
        }

        var lines = await work.Db.Set<InvoiceLine>().AsNoTracking()
            .Where(line => line.InvoiceId == invoice.Id).ToDictionaryAsync(line => line.Id, cancellationToken);
        var before = await SettleInvoice.CreditsAsync(work.Db, invoice.Id, cancellationToken);
        if (Problem(request.Lines, lines, before) is { } problem)
        {
            return problem;
        }

        var shares = (await SettleInvoice.SharesAsync(work.Db, invoice.Id, cancellationToken)).ToDictionary(one => one.Line.Id, one => one.Share);
        var noteId = Guid.CreateVersion7(work.Now);
        var credited = request.Lines
            .Select(wanted => Of(wanted, noteId, lines[wanted.LineId], before, shares.GetValueOrDefault(wanted.LineId))).ToList();
        var series = string.Create(CultureInfo.InvariantCulture, $"CN-{work.Now.UtcDateTime.Year}");
        var next = (await PostEntries.CounterAsync(work.Db, series, cancellationToken)).Take(1, work.Now);
        var note = CreditNote.Of(
            noteId,
            request.RequestId,
            string.Create(CultureInfo.InvariantCulture, $"{series}-{next:000000}"),
            invoice,
            reason,
            credited.Sum(line => line.GrossCents),
            credited.Sum(line => line.TaxCents),
            request.Actor,
            work.Now);
        work.Db.Add(note);
        work.Db.AddRange(credited);
        work.Audit(
            request.Actor,
            "billing.credit_note_issued",
            new AuditSubject("invoice", invoice.Number!),
            invoice.OrganizationId,
            after: new { note.Number, note.NetCents, note.TaxCents, note.Reason });
        await PostAsync(work, invoice, note, credited, lines, before, cancellationToken);
        work.Raise(new CreditNoteIssued(note.Id, note.OrganizationId));
        if (!request.IsWriteOff && invoice.OpenCents == 0 && note.ReturnedCents < note.TotalCents)
        {
            work.Raise(new InvoiceSettled(invoice.Id, invoice.OrganizationId));
        }

        return note;
    }

    /// <summary>Everything of an invoice that isn't taken back yet.</summary>
    internal static async Task<IReadOnlyList<CreditedLine>> LeftAsync(PortalDb db, Guid invoiceId, CancellationToken cancellationToken)
    {
        var credits = await SettleInvoice.CreditsAsync(db, invoiceId, cancellationToken);
        return
        [
            .. (await db.Set<InvoiceLine>().AsNoTracking().Where(line => line.InvoiceId == invoiceId).ToListAsync(cancellationToken))
                .Select(line => new CreditedLine(line.Id, line.GrossCents - credits[line.Id].Sum(credit => credit.GrossCents)))
                .Where(line => line.AmountCents > 0),
        ];
    }

    /// <summary>
    /// What to take back so that nothing is open any more. Each line gives its part of the open amount; where the tax of a line jumps over the last
    /// cent, one cent more goes back, which is a credit of the customer.
    /// </summary>
    internal static async Task<IReadOnlyList<CreditedLine>> OpenAsync(PortalDb db, Invoice invoice, CancellationToken cancellationToken)
    {
        var credits = await SettleInvoice.CreditsAsync(db, invoice.Id, cancellationToken);
        var lines = (await db.Set<InvoiceLine>().AsNoTracking()
                .Where(line => line.InvoiceId == invoice.Id).OrderBy(line => line.Place).ToListAsync(cancellationToken))
            .ConvertAll(line => new LeftLine(line.Id, line.GrossCents, line.TaxCents, credits[line.Id].Sum(credit => credit.GrossCents)));
        return [.. LeftLine.Take(lines, invoice.OpenCents).Where(line => line.AmountCents > 0)];
    }

    private static Error? Problem(
        IReadOnlyList<CreditedLine> wanted, Dictionary<Guid, InvoiceLine> lines, ILookup<Guid, CreditNoteLine> before)
    {
        if (wanted.Count == 0)
        {
            return Error.Field("lines", "lines_missing", "Choose at least one line, and enter what to take back of it.");
        }

        if (wanted.Select(line => line.LineId).Distinct().Count() < wanted.Count)
        {
            return Error.Field("lines", "line_twice", "Name each line once.");
        }

        foreach (var one in wanted)
        {
            if (!lines.TryGetValue(one.LineId, out var line))
            {
                return Error.Field("lines", "line_unknown", "One of these lines isn't on the invoice. Reload it.");
            }

            var left = line.GrossCents - before[line.Id].Sum(credit => credit.GrossCents);
            if (one.AmountCents < 1 || one.AmountCents > left)
            {
                return Error.Field(
                    "lines", "credit_above_invoice",
                    $"“{line.Description}” has {LineText.Dollars(left)} left. Take back at least one cent and at most that.");
            }
        }

        return null;
    }

    private static CreditNoteLine Of(CreditedLine wanted, Guid noteId, InvoiceLine line, ILookup<Guid, CreditNoteLine> before, long share)
    {
        var credited = before[line.Id].Sum(credit => credit.GrossCents);
        return CreditNoteLine.Of(
            noteId,
            line.Id,
            wanted.AmountCents,
            Credit.Of(line.TaxCents, line.GrossCents, credited, wanted.AmountCents),
            Credit.Of(share, line.GrossCents, credited, wanted.AmountCents));
    }

    private static async Task PostAsync(
        Work work,
        Invoice invoice,
        CreditNote note,
        IReadOnlyList<CreditNoteLine> credited,
        Dictionary<Guid, InvoiceLine> lines,
        ILookup<Guid, CreditNoteLine> before,
        CancellationToken cancellationToken)
    {
        var isEarned = await work.Db.Set<Earning>().AnyAsync(one => one.InvoiceId == invoice.Id && one.Kind == EarningKind.Sale, cancellationToken);
        var settled = invoice.Credit(note.TotalCents, work.Now);
        note.Return(note.TotalCents - settled);
        var earnings = isEarned ? await BackAsync(work.Db, invoice, credited, lines, before, cancellationToken) : [];
        var postings = new List<(LedgerAccount, Guid?, long)>
        {
            (LedgerAccount.CustomerReceivable, invoice.OrganizationId, -settled),
            (LedgerAccount.CustomerCredit, invoice.OrganizationId, -note.ReturnedCents),
            (LedgerAccount.TaxPayable, null, note.TaxCents),
        };
        foreach (var credit in credited)
        {
            if (lines[credit.LineId].PublisherId is not { } publisher)
            {
                postings.Add((LedgerAccount.HostingRevenue, null, credit.GrossCents));
                continue;
            }

            postings.Add((LedgerAccount.FeeRevenue, null, credit.GrossCents - credit.ShareCents));
            if (!isEarned)
            {
                postings.Add((LedgerAccount.PublisherPending, publisher, credit.ShareCents));
            }
        }

        foreach (var earning in earnings)
        {
            postings.Add((LedgerAccount.PublisherPayable, earning.PublisherId, -earning.NetCents));
            postings.Add((LedgerAccount.WithholdingPayable, null, -earning.WithheldCents));
        }

        await SettleInvoice.PostAsync(work, new EntryDraft(EntryKind.CreditNote, note.Number, $"credit-note:{note.Id}", postings), earnings, cancellationToken);
        if (!isEarned && invoice.State == InvoiceState.Paid)
        {
            // What was missing is no longer owed, so the rest is paid in full now.
            await SettleInvoice.EarnNowAsync(work, invoice, $"settled:{note.Id}", cancellationToken);
        }
    }

    /// <summary>What publishers lose of lines that were paid.</summary>
    private static async Task<IReadOnlyList<Earning>> BackAsync(
        PortalDb db,
        Invoice invoice,
        IReadOnlyList<CreditNoteLine> credited,
        Dictionary<Guid, InvoiceLine> lines,
        ILookup<Guid, CreditNoteLine> before,
        CancellationToken cancellationToken)
    {
        var withheld = await db.Set<Earning>().AsNoTracking()
            .Where(one => one.InvoiceId == invoice.Id && one.Kind == EarningKind.Sale)
            .ToDictionaryAsync(one => one.Id, one => one.WithheldCents, cancellationToken);
        return
        [
            .. credited.Where(credit => lines[credit.LineId].PublisherId is not null).Select(credit =>
            {
                var line = lines[credit.LineId];
                var back = Credit.Of(withheld[line.Id], line.GrossCents, before[line.Id].Sum(one => one.GrossCents), credit.GrossCents);
                return Earning.Of(
                    EarningKind.Refund, credit.Id, invoice, line, new EarnedCents(credit.GrossCents, credit.ShareCents, back), sign: -1);
            }),
        ];
    }
}
