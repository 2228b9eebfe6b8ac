using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What several people do at the same moment happens once, and no two of them move the same money.</summary>
public abstract class AtOnceTests : BillingTestBase
{
    private const string Number = "INV-2026-000001";

    private Actor _ola = null!;

    protected override void More(IServiceCollection services) => services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");

    [Fact]
    public async Task Consents_corrections_and_write_offs_at_once_happen_once()
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
        var installation = await Bench.InstalledAsync();

        await AgreeAsync(installation);
        await InvoiceAsync();
        await CorrectAsync();
        await DecideAsync();
        await WriteOffAsync();

        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Posting>().SumAsync(one => one.Amount)));
        var counted = await Scenario.QueryAsync(db => db.Set<JournalEntry>().OrderBy(one => one.Seq).Select(one => one.Seq).ToListAsync());
        Assert.Equal(Enumerable.Range(1, counted.Count).Select(seq => (long)seq), counted);
    }

    private async Task AgreeAsync(long installation)
    {
        await ApprovedAsync(Flat(1_200));
        var agree = Scenario.Get<AgreeToOffer>();
        var shown = (await agree.FindAsync(installation, default))!.Difference.Hash;

        Assert.All(await AtOnceAsync(_ => agree.RunAsync(installation, shown, Scenario.Gus, default)), one => Assert.True(one.Succeeded));

        // The one of the installation, and one for the price.
        Assert.Equal(2, (await Bench.FindAsync(installation)).Consents.Count);
        await Bench.WorkAsync();
        Assert.Equal([900L, 1_200L], (await TermsAsync()).Select(term => term.PriceCents));
    }

    private async Task InvoiceAsync()
    {
        GoTo("2026-04-03T12:00:00Z");
        await Scenario.Get<RunInvoices>().RunAsync(default);
        await Bench.WorkAsync();
    }

    /// <summary>Each of two corrections takes most of a credit of $5.00.</summary>
    private async Task CorrectAsync()
    {
        var credit = await WrittenAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, 500);
        Assert.All(
            await AtOnceAsync(_ => Scenario.Get<CorrectLedger>().ConfirmAsync(credit, _ola, default)),
            one => Assert.Equal("CO-2026-000001", Done(one).Number));
        Guid[] most =
        [
            await WrittenAsync(LedgerAccount.CustomerCredit, LedgerAccount.FeeRevenue, 400),
            await WrittenAsync(LedgerAccount.CustomerCredit, LedgerAccount.FeeRevenue, 300),
        ];

        var confirmed = await AtOnceAsync(place => Scenario.Get<CorrectLedger>().ConfirmAsync(most[place % 2], _ola, default));

        var taken = Assert.Single(confirmed.Where(one => one.Succeeded).Select(one => Done(one)).DistinctBy(one => one.Id));
        Assert.All(confirmed.Where(one => !one.Succeeded), one => Assert.Equal("correction_above_credit", one.Error?.Code));
        var left = await Scenario.QueryAsync(db => PostEntries.BalanceAsync(db, LedgerAccount.CustomerCredit, taken.OrganizationId!.Value, default));
        Assert.Equal(taken.AmountCents - 500, left);
    }

    /// <summary>One operator confirms what another discards.</summary>
    private async Task DecideAsync()
    {
        var entries = await CorrectionsAsync();
        var written = await WrittenAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, 100);

        var decided = await AtOnceAsync(async place => place % 2 == 0
            ? (await Scenario.Get<CorrectLedger>().ConfirmAsync(written, _ola, default)).Error?.Code
            : (await Scenario.Get<CorrectLedger>().DiscardAsync(written, Scenario.Olu, default)) is { Succeeded: false } refused ? refused.Error.Code : null);

        var isConfirmed = decided[0] is null;
        Assert.Equal(isConfirmed ? [null, "correction_confirmed"] : ["correction_discarded", null], decided[..2]);
        Assert.Equal(isConfirmed ? entries + 1 : entries, await CorrectionsAsync());
    }

    private async Task WriteOffAsync()
    {
        GoTo("2026-06-02T00:00:00Z");
        var off = Scenario.Get<WriteOffInvoice>();

        var written = await AtOnceAsync(place => off.RunAsync(Number, place % 2 == 0 ? Scenario.Olu : _ola, default));

        Assert.Single(written, one => one.Succeeded);
        Assert.All(written.Where(one => !one.Succeeded), one => Assert.Equal("invoice_settled", one.Error?.Code));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<CreditNote>().CountAsync()));
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Posting>()
            .Where(one => one.Account == LedgerAccount.CustomerReceivable || one.Account == LedgerAccount.PublisherPending).SumAsync(one => one.Amount)));
    }

    private async Task<Guid> WrittenAsync(LedgerAccount debit, LedgerAccount credit, long cents)
    {
        var request = Guid.NewGuid();
        var written = await AtOnceAsync(_ => Scenario.Get<CorrectLedger>().RecordAsync(
            new CorrectLedgerRequest(request, debit, credit, "globex", cents, "Sorry for the outage.", Scenario.Olu), default));
        return Assert.Single(written.Select(one => Done(one).Id).Distinct());
    }

    private Task<int> CorrectionsAsync() => Scenario.QueryAsync(db => db.Set<JournalEntry>().CountAsync(entry => entry.Kind == EntryKind.Correction));

    private static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(place => Task.Run(() => act(place))));
}

public sealed class AtOnceTestsOnSqlite : AtOnceTests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class AtOnceTestsOnPostgreSql : AtOnceTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}
