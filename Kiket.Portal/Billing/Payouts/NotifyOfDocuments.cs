using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>Notifies an organization's Owners and Admins of an invoice, a credit note or a statement, once each.</summary>
public sealed class NotifyOfDocuments(UnitOfWork unit, NotifyPeople notify) :
    IEventHandler<InvoiceIssued>, IEventHandler<CreditNoteIssued>, IEventHandler<StatementIssued>, IEventHandler<CorrectionConfirmed>
{
    public const string HandlerName = "notify-of-documents";

    public Task RunAsync(InvoiceIssued happened, DateTimeOffset at, CancellationToken cancellationToken) => AddAsync(
        happened.OrganizationId,
        async (work, slug) =>
        {
            var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == happened.InvoiceId, cancellationToken);
            return new NotificationDraft(
                NotificationKind.Billing,
                "billing.invoice_issued",
                happened.InvoiceId.ToString(),
                $"Your invoice for {new BillingMonth(invoice.Period).Name}: {LineText.Dollars(invoice.TotalCents)}",
                $"{invoice.Number} is due on {Day(invoice.DueOn!.Value)}. It explains every line, and says how to pay.",
                $"/orgs/{slug}/settings/billing/{invoice.Number}");
        },
        cancellationToken);

    public Task RunAsync(CreditNoteIssued happened, DateTimeOffset at, CancellationToken cancellationToken) => AddAsync(
        happened.OrganizationId,
        async (work, slug) =>
        {
            var note = await work.Db.Set<CreditNote>().SingleAsync(one => one.Id == happened.CreditNoteId, cancellationToken);
            var number = await work.Db.Set<Invoice>()
                .Where(one => one.Id == note.InvoiceId).Select(one => one.Number).SingleAsync(cancellationToken);
            var returned = note.ReturnedCents > 0 ? " What you had paid of it pays your next invoice, or is refunded." : "";
            return new NotificationDraft(
                NotificationKind.Billing,
                "billing.credit_note_issued",
                happened.CreditNoteId.ToString(),
                $"{LineText.Dollars(note.TotalCents)} of {number} is credited",
                $"{note.Number}: {note.Reason}{returned}",
                $"/orgs/{slug}/settings/billing");
        },
        cancellationToken);

    public Task RunAsync(StatementIssued happened, DateTimeOffset at, CancellationToken cancellationToken) => AddAsync(
        happened.OrganizationId,
        async (work, slug) =>
        {
            var statement = await work.Db.Set<Statement>().SingleAsync(one => one.Id == happened.StatementId, cancellationToken);
            var carried = statement.CarriedOutCents == 0 ? "" : $" {LineText.Dollars(statement.CarriedOutCents)} is carried over.";
            return new NotificationDraft(
                NotificationKind.Billing,
                "billing.statement_issued",
                happened.StatementId.ToString(),
                $"Your statement for {new BillingMonth(statement.Period).Name}: {LineText.Dollars(statement.LinesCents)}",
                $"{LineText.Dollars(statement.PayoutCents)} is paid out.{carried} The statement leads from gross to net, line by line.",
                $"/orgs/{slug}/payouts/{statement.Number}");
        },
        cancellationToken);

    public Task RunAsync(CorrectionConfirmed happened, DateTimeOffset at, CancellationToken cancellationToken) => AddAsync(
        happened.OrganizationId,
        async (work, slug) =>
        {
            var correction = await work.Db.Set<Correction>().SingleAsync(one => one.Id == happened.CorrectionId, cancellationToken);
            var isCredit = correction.Owned == Ledger.LedgerAccount.CustomerCredit;
            return new NotificationDraft(
                NotificationKind.Billing,
                "billing.corrected",
                happened.CorrectionId.ToString(),
                $"{CorrectionRules.OwnTitle(correction.Owned!.Value)} was corrected by {LineText.Dollars(correction.OwnedCents)}",
                $"{correction.Number}: {correction.Reason}",
                isCredit ? $"/orgs/{slug}/settings/billing" : $"/orgs/{slug}/payouts");
        },
        cancellationToken);

    private async Task AddAsync(Guid organizationId, Func<Work, string, Task<NotificationDraft>> write, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                var slug = await work.Db.Set<Organization>().Where(one => one.Id == organizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
                var people = await OrganizationQueries.MemberIdsAsync(work.Db, organizationId, OrganizationRole.Admin, cancellationToken);
                await notify.AddAsync(work.Db, people, await write(work, slug), cancellationToken);
                work.Refresh(() => notify.PublishAsync(people));
                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
