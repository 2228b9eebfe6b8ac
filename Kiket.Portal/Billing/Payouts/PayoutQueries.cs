using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Payouts;

public enum TransactionState
{
    /// <summary>The customer hasn't paid.</summary>
    Pending,

    /// <summary>It is the publisher's, and waits for a payout.</summary>
    Payable,

    /// <summary>The customer's bank disputes the payment.</summary>
    Held,

    Paid,
}

/// <summary>A line of a statement, or of what isn't paid yet. Cents; below zero for what is taken back.</summary>
/// <param name="Reference">The number of the invoice or the payout.</param>
/// <param name="PaidAt">Null while the customer hasn't paid.</param>
public sealed record PublisherTransaction(
    Guid Id,
    EarningKind Kind,
    TransactionState State,
    string Reference,
    BillingMonth Period,
    DateTimeOffset? PaidAt,
    string Customer,
    string ExtensionId,
    string Description,
    long GrossCents,
    long ShareCents,
    long WithheldCents,
    long NetCents)
{
    public long FeeCents => GrossCents - ShareCents;
}

/// <param name="Items">What customers haven't paid first, then the newest.</param>
/// <param name="After">Asks for the following ones; null when there are none.</param>
public sealed record TransactionPage(IReadOnlyList<PublisherTransaction> Items, string? After);

/// <param name="Day">When the next statement is written.</param>
/// <param name="AmountCents">What it would pay out if nothing else happened until then; 0 with a reason.</param>
public sealed record NextPayout(DateOnly Day, long AmountCents, CarryReason Reason);

/// <param name="PendingCents">Of invoices that aren't paid.</param>
/// <param name="PayableCents">Not in any payout yet; below zero after refunds.</param>
/// <param name="HeldCents">Of payments that a customer's bank disputes.</param>
/// <param name="MinimumCents">Below it, a balance waits.</param>
/// <param name="LastFour">Of the account that payouts go to; null when there is none.</param>
public sealed record PublisherBalance(
    long PendingCents, long PayableCents, long HeldCents, NextPayout Next, long MinimumCents, string? LastFour);

/// <param name="Publisher">The organization's name now.</param>
public sealed record OperatedPayout(Payout Payout, string Publisher, string Slug);

/// <summary>Reads what publishers are owed and paid. The caller must check the membership.</summary>
public sealed class PayoutQueries(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, IOptions<BillingOptions> options, TimeProvider clock)
{
    public async Task<PublisherBalance> BalanceAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var pending = -await PostEntries.BalanceAsync(db, LedgerAccount.PublisherPending, organizationId, cancellationToken);
        var held = -await PostEntries.BalanceAsync(db, LedgerAccount.PublisherHeld, organizationId, cancellationToken);
        var proposed = await db.Set<Payout>()
            .Where(payout => payout.PublisherId == organizationId
                && (payout.State == PayoutState.Proposed || payout.State == PayoutState.Approved))
            .SumAsync(payout => payout.AmountCents, cancellationToken);
        var payable = -await PostEntries.BalanceAsync(db, LedgerAccount.PublisherPayable, organizationId, cancellationToken) - proposed;
        var lastFour = await db.Set<PayoutAccount>()
            .Where(account => account.OrganizationId == organizationId).Select(account => account.LastFour).SingleOrDefaultAsync(cancellationToken);
        var minimum = options.Value.MinimumPayoutCents;
        var reason = WriteStatements.ReasonFor(payable, lastFour is not null, minimum);
        return new PublisherBalance(
            pending,
            payable,
            held,
            new NextPayout(BillingMonth.Of(clock.GetUtcNow()).End, reason == CarryReason.None ? payable : 0, reason),
            minimum,
            lastFour);
    }

    /// <summary>How many customers of each extension are suspended because they haven't paid, by its id.</summary>
    public async Task<IReadOnlyList<(string ExtensionId, int Count)>> SuspendedAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var counts = await (
            from installation in db.Set<Installation>()
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where extension.OrganizationId == organizationId && installation.State == InstallationState.Suspended
            group installation by extension.ExtensionId into same
            orderby same.Key
            select new { same.Key, Count = same.Count() }).ToListAsync(cancellationToken);
        return [.. counts.Select(one => (one.Key, one.Count))];
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<Statement>> StatementsAsync(Guid organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var statements = db.Set<Statement>().AsNoTracking().Where(statement => statement.PublisherId == organizationId);
        var total = await statements.CountAsync(cancellationToken);
        return new Page<Statement>(
            await statements.OrderByDescending(statement => statement.Period).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken), page, total);
    }

    public async Task<StatementDocument?> FindAsync(Guid organizationId, string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var statement = await db.Set<Statement>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.PublisherId == organizationId && one.Number == number, cancellationToken);
        if (statement is null)
        {
            return null;
        }

        var month = new BillingMonth(statement.Period);
        var (begins, ends) = (month.Begins, month.Ends);
        return new StatementDocument(
            statement,
            await db.Set<Earning>().AsNoTracking()
                .Where(earning => earning.PublisherId == organizationId && earning.At >= begins && earning.At < ends)
                .OrderBy(earning => earning.Seq).ToListAsync(cancellationToken));
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Payout>> PayoutsAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Payout>().AsNoTracking()
            .Where(payout => payout.PublisherId == organizationId).OrderByDescending(payout => payout.Period)
            .Take(PageRequest.MaxSize).ToListAsync(cancellationToken);
    }

    /// <summary>All of the publisher's lines, also of the open month.</summary>
    /// <param name="after">Of the page before; null for the first. What isn't one reads from the beginning.</param>
    public async Task<TransactionPage> TransactionsAsync(Guid organizationId, string? after, int size, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var items = new List<PublisherTransaction>();
        var last = long.TryParse(after, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        if (last == 0)
        {
            // What isn't paid is on the first page as a whole: it has no place in the order yet.
            items.AddRange(await PendingAsync(db, organizationId, cancellationToken));
        }

        var wanted = Math.Max(1, size - items.Count);
        var earnings = await db.Set<Earning>().AsNoTracking()
            .Where(earning => earning.PublisherId == organizationId && (last == 0 || earning.Seq < last))
            .OrderByDescending(earning => earning.Seq).Take(wanted + 1).ToListAsync(cancellationToken);
        var isMore = earnings.Count > wanted;
        items.AddRange(await WithStatesAsync(db, organizationId, earnings.Take(wanted), cancellationToken));
        return new TransactionPage(
            items, isMore ? earnings[wanted - 1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <summary>For operators: those that aren't paid, oldest first, then the newest.</summary>
    public async Task<Result<IReadOnlyList<OperatedPayout>>> OperatedAsync(Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Result.Of<IReadOnlyList<OperatedPayout>>(await (
            from payout in db.Set<Payout>().AsNoTracking()
            join organization in db.Set<Organization>() on payout.PublisherId equals organization.Id
            let isDone = payout.State == PayoutState.Paid || payout.State == PayoutState.Returned
            orderby isDone, payout.Period descending, payout.Number
            select new OperatedPayout(payout, organization.Name, organization.Slug)).Take(PageRequest.MaxSize).ToListAsync(cancellationToken));
    }

    /// <summary>The lines of a statement with the state that they have now.</summary>
    public async Task<IReadOnlyList<PublisherTransaction>> LinesAsync(StatementDocument document, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await WithStatesAsync(db, document.Statement.PublisherId, document.Lines, cancellationToken);
    }

    private static async Task<IReadOnlyList<PublisherTransaction>> WithStatesAsync(
        PortalDb db, Guid organizationId, IEnumerable<Earning> earnings, CancellationToken cancellationToken)
    {
        var paidUntil = await db.Set<Payout>()
            .Where(payout => payout.PublisherId == organizationId && payout.State == PayoutState.Paid)
            .MaxAsync(payout => (DateOnly?)payout.Period, cancellationToken);
        var disputed = await db.Set<Dispute>()
            .Where(dispute => dispute.State == DisputeState.Open).Select(dispute => dispute.InvoiceId).ToListAsync(cancellationToken);
        return [.. earnings.Select(earning => Of(earning, StateOf(earning, paidUntil, disputed)))];
    }

    private static TransactionState StateOf(Earning earning, DateOnly? paidUntil, IReadOnlyList<Guid> disputed) =>
        earning.InvoiceId is { } invoice && disputed.Contains(invoice) ? TransactionState.Held
        : BillingMonth.Of(earning.At).First <= paidUntil ? TransactionState.Paid
        : TransactionState.Payable;

    private static PublisherTransaction Of(Earning earning, TransactionState state) => new(
        earning.Id, earning.Kind, state, earning.Reference, new BillingMonth(earning.ServicePeriod), earning.At, earning.Customer, earning.ExtensionId,
        earning.Description, earning.GrossCents, earning.ShareCents, earning.WithheldCents, earning.NetCents);

    /// <summary>Lines of invoices that aren't paid, and what was credited of them.</summary>
    private static async Task<IReadOnlyList<PublisherTransaction>> PendingAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var open =
            from line in db.Set<InvoiceLine>()
            join invoice in db.Set<Invoice>() on line.InvoiceId equals invoice.Id
            where line.PublisherId == organizationId && (invoice.State == InvoiceState.Issued || invoice.State == InvoiceState.PartlyPaid)
            select new { line, invoice };
        var lines = await open.AsNoTracking().OrderBy(one => one.invoice.Number).ThenBy(one => one.line.Place).ToListAsync(cancellationToken);
        var shares = (await db.Set<LineShare>().AsNoTracking().Where(share => open.Any(one => one.line.Id == share.LineId)).ToListAsync(cancellationToken))
            .ToLookup(share => share.LineId, share => share.ShareCents);
        var credits = (await db.Set<CreditNoteLine>().AsNoTracking()
                .Where(credit => open.Any(one => one.line.Id == credit.LineId)).ToListAsync(cancellationToken))
            .ToLookup(credit => credit.LineId);
        return
        [
            .. lines.SelectMany(one =>
            {
                PublisherTransaction Row(Guid id, EarningKind kind, long gross, long share) => new(
                    id, kind, TransactionState.Pending, one.invoice.Number!, new BillingMonth(one.line.ServicePeriod), null, one.invoice.BillingName,
                    one.line.ExtensionId, one.line.Description, gross, share, 0, share);
                return credits[one.line.Id]
                    .Select(credit => Row(credit.Id, EarningKind.Refund, -credit.GrossCents, -credit.ShareCents))
                    .Prepend(Row(one.line.Id, EarningKind.Sale, one.line.GrossCents, shares[one.line.Id].Sum()));
            }),
        ];
    }
}
