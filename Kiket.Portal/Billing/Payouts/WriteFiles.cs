using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>
/// Writes the files of each document when it is issued, and stores them. A reader who comes earlier has them written then: the first to store
/// them wins, and everybody gets those.
/// </summary>
public sealed class WriteFiles(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    InvoiceQueries invoices,
    PaymentQueries payments,
    PayoutQueries payouts,
    CorrectionQueries corrections,
    IOptions<IssuerOptions> issuer,
    TimeProvider clock) : IEventHandler<InvoiceIssued>, IEventHandler<CreditNoteIssued>, IEventHandler<StatementIssued>,
    IEventHandler<CorrectionConfirmed>
{
    public const string HandlerName = "write-billing-files";

    public async Task RunAsync(InvoiceIssued happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(db => db.Set<Invoice>().Where(one => one.Id == happened.InvoiceId).Select(one => one.Number!), cancellationToken);
        await FindAsync((await invoices.FindAsync(happened.OrganizationId, number, cancellationToken))!, FileFormat.Pdf, cancellationToken);
    }

    public async Task RunAsync(CreditNoteIssued happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(
            db => db.Set<CreditNote>().Where(one => one.Id == happened.CreditNoteId).Select(one => one.Number), cancellationToken);
        await FindAsync((await payments.FindCreditNoteAsync(happened.OrganizationId, number, cancellationToken))!, FileFormat.Pdf, cancellationToken);
    }

    public async Task RunAsync(StatementIssued happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(
            db => db.Set<Statement>().Where(one => one.Id == happened.StatementId).Select(one => one.Number), cancellationToken);
        await FindAsync((await payouts.FindAsync(happened.OrganizationId, number, cancellationToken))!, FileFormat.Pdf, cancellationToken);
    }

    public async Task RunAsync(CorrectionConfirmed happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(
            db => db.Set<Correction>().Where(one => one.Id == happened.CorrectionId).Select(one => one.Number!), cancellationToken);
        await FindAsync((await corrections.FindAsync(happened.OrganizationId, number, cancellationToken))!, FileFormat.Pdf, cancellationToken);
    }

    public Task<BillingFile> FindAsync(InvoiceDocument document, FileFormat format, CancellationToken cancellationToken) => FindAsync(
        document.Invoice.Number!, format, () => InvoiceFile.Write(document),
        csvSha256 => InvoicePrint.Of(document, issuer.Value.PaymentDetails, csvSha256), cancellationToken);

    public Task<BillingFile> FindAsync(CreditNoteDocument document, FileFormat format, CancellationToken cancellationToken) => FindAsync(
        document.Note.Number, format, () => CreditNoteFile.Write(document), csvSha256 => CreditNoteFile.Print(document, csvSha256), cancellationToken);

    public Task<BillingFile> FindAsync(StatementDocument document, FileFormat format, CancellationToken cancellationToken) => FindAsync(
        document.Statement.Number, format, () => StatementFile.Write(document),
        _ => StatementPrint.Of(document, From), cancellationToken);

    public Task<BillingFile> FindAsync(Correction correction, FileFormat format, CancellationToken cancellationToken) => FindAsync(
        correction.Number!, format, () => CorrectionFile.Write(correction), csvSha256 => CorrectionFile.Print(correction, From, csvSha256),
        cancellationToken);

    private string From => InvoicePrint.Party(issuer.Value.Name ?? "", issuer.Value.Address ?? "", issuer.Value.TaxNumber ?? "");

    private async Task<BillingFile> FindAsync(
        string number, FileFormat format, Func<byte[]> csv, Func<string, PrintedDocument> print, CancellationToken cancellationToken)
    {
        BillingFile? sheet;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await ReadAsync(db, number, format, cancellationToken) is { } known)
            {
                return known;
            }

            sheet = await ReadAsync(db, number, FileFormat.Csv, cancellationToken);
        }

        // Before the transaction, because a long one takes a second.
        var now = clock.GetUtcNow();
        sheet ??= BillingFile.Of(number, FileFormat.Csv, csv(), now);
        BillingFile[] files = format == FileFormat.Csv
            ? [sheet]
            : [sheet, BillingFile.Of(number, FileFormat.Pdf, PrintPdf.Write(print(sheet.Sha256)), now)];
        var stored = await unit.RunAsync<BillingFile>(
            async work =>
            {
                var found = sheet;
                foreach (var file in files)
                {
                    found = await ReadAsync(work.Db, number, file.Format, cancellationToken);
                    if (found is null)
                    {
                        work.Db.Add(file);
                        found = file;
                    }
                }

                return found;
            },
            cancellationToken);
        return stored.Succeeded ? stored.Value : throw new InvalidOperationException(stored.Error.Message);
    }

    private static Task<BillingFile?> ReadAsync(PortalDb db, string number, FileFormat format, CancellationToken cancellationToken) =>
        db.Set<BillingFile>().AsNoTracking().SingleOrDefaultAsync(file => file.Number == number && file.Format == format, cancellationToken);

    private async Task<string> NumberAsync(Func<PortalDb, IQueryable<string>> query, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await query(db).SingleAsync(cancellationToken);
    }
}
