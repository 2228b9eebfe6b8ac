using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Payments and statements are there once, whatever happens to those that write them.</summary>
public abstract class StatementRunTests : BillingTestBase
{
    private const int Publishers = 5;

    private readonly KillSwitch _kill = new();
    private Actor _ola = null!;

    protected override void More(IServiceCollection services) => services.AddSingleton<ISaveChangesInterceptor>(_kill);

    [Fact]
    public async Task Operators_at_once_two_runners_and_kills_at_every_step_post_a_payment_once_and_write_each_statement_once()
    {
        var invoice = await IssuedAsync();
        await PaidAtOnceAsync(invoice);
        GoTo("2026-05-01T00:05:00Z");
        Scenario.Get<RunStatements>().PartSize = 2;
        for (var step = 1; step <= 40; step++)
        {
            _kill.KillAt(step);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await Scenario.Get<RunStatements>().RunAsync(default);
                }
                catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
                {
                    // Killed: the next run goes on.
                }
            })));
            if (!_kill.Restart() && await IsDoneAsync())
            {
                break;
            }
        }

        await Scenario.Get<RunStatements>().RunAsync(default);
        var statements = await Scenario.QueryAsync(db => db.Set<Statement>().AsNoTracking().ToListAsync());
        Assert.Equal(Publishers, statements.Select(statement => statement.PublisherId).Distinct().Count());
        Assert.Equal(Publishers, statements.Count);
        Assert.All(statements, statement => Assert.Equal((0, 8_000), (statement.CarriedInCents, statement.DueCents)));
        var payouts = await Scenario.QueryAsync(db => db.Set<Payout>().AsNoTracking().OrderBy(payout => payout.Number).ToListAsync());
        Assert.Equal(Enumerable.Range(1, Publishers).Select(number => $"PO-2026-{number:000000}"), payouts.Select(payout => payout.Number));
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Posting>().SumAsync(posting => posting.Amount)));
    }

    private async Task PaidAtOnceAsync(Invoice invoice)
    {
        var recorded = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Scenario.Get<RecordPayment>().RunAsync(
            new RecordPaymentRequest(invoice.Number!, invoice.TotalCents, "TR-1", Scenario.Olu), default))));
        var payment = Assert.Single(recorded.Select(one => Done(one).Id).Distinct());
        var confirmed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            Scenario.Get<ConfirmPayment>().RunAsync(payment, _ola, default))));
        Assert.All(confirmed, one => Assert.Equal(PaymentState.Confirmed, Done(one).State));
        Assert.Equal(invoice.TotalCents, await Scenario.QueryAsync(db => db.Set<Posting>()
            .Where(posting => posting.Account == LedgerAccount.Cash).SumAsync(posting => posting.Amount)));
        Assert.Equal(Publishers, await Scenario.QueryAsync(db => db.Set<Earning>().CountAsync()));
    }

    private Task<bool> IsDoneAsync() => Scenario.QueryAsync(db => db.Set<BillingRun>()
        .AnyAsync(run => run.Kind == RunKind.Statements && run.State == RunState.Issued));

    /// <summary>$100 of each of five publishers, for globex.</summary>
    private async Task<Invoice> IssuedAsync()
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
        var slugs = await Bench.CustomersAsync(Publishers);
        GoTo("2026-04-03T12:00:00Z");
        var organizations = await Scenario.QueryAsync(db => db.Set<Organization>().ToDictionaryAsync(one => one.Slug, one => one.Id));
        var extension = await Scenario.QueryAsync(db => db.Set<Extension>().Select(one => one.Id).FirstAsync());
        foreach (var slug in slugs)
        {
            Assert.True((await Scenario.Get<MovePayout>().UseAccountAsync(organizations[slug], "4711", Scenario.Olu, default)).Succeeded);
        }

        var month = BillingMonth.Parse("2026-03")!.Value;
        var issued = await Scenario.Get<UnitOfWork>().RunAsync<Invoice>(
            async work =>
            {
                var invoice = Invoice.Draft(
                    organizations["globex"], month, new BilledParty("Globex", "", ""), new BilledParty("Kiket", "", ""), Publishers * 10_000, 0);
                work.Db.Add(invoice);
                foreach (var (index, slug) in slugs.Index())
                {
                    var line = InvoiceLine.Of(
                        invoice.Id,
                        index + 1,
                        new LineDraft(LineSection.Extensions, "A month", extension, "dev.acme.x", organizations[slug], month, 1, "month", 10_000, []),
                        0);
                    work.Db.AddRange(line, LineShare.Of(line.Id, new SharePart(month.First, month.End, 8_000, 10_000, 8_000)));
                }

                await work.Db.SaveChangesAsync();
                await Scenario.Get<IssueInvoices>().RunAsync(work.Db, [invoice], work.Now, default);
                return invoice;
            },
            default);
        return Done(issued);
    }
}

public sealed class StatementRunTestsOnSqlite : StatementRunTests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class StatementRunTestsOnPostgreSql : StatementRunTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}
