using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What no other rule puts right: one operator writes it, a second confirms it, and it is in the ledger, on a document and on the pages.</summary>
public sealed class CorrectionTests : BillingTestBase
{
    private Actor _ola = null!;

    protected override void More(IServiceCollection services) => services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket Inc.");

    [Fact]
    public async Task A_customers_credit_is_posted_when_a_second_operator_confirms_it_and_comes_with_a_document()
    {
        await BeginAsync();
        var request = Guid.NewGuid();
        var written = Done(await WriteAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 500, "=Sorry for the outage.", request));
        Assert.Equal(written.Id, Done(await WriteAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 700, "x", request)).Id);
        Assert.Null(written.Number);
        Assert.Empty(await PostingsAsync());
        Assert.Equal("second_person_needed", (await Correct.ConfirmAsync(written.Id, Scenario.Olu, default)).Error?.Code);
        Assert.Equal("not_found", (await Correct.ConfirmAsync(written.Id, Scenario.Gus, default)).Error?.Code);
        Assert.Equal("correction_not_found", (await Correct.ConfirmAsync(Guid.NewGuid(), _ola, default)).Error?.Code);

        Assert.Equal("CO-2026-000001", Done(await Correct.ConfirmAsync(written.Id, _ola, default)).Number);
        Assert.Equal("CO-2026-000001", Done(await Correct.ConfirmAsync(written.Id, _ola, default)).Number);
        await Bench.WorkAsync();
        Assert.Equal([(LedgerAccount.FeeRevenue, 500L), (LedgerAccount.CustomerCredit, -500L)], await PostingsAsync());
        Assert.Equal("correction_confirmed", (await Correct.DiscardAsync(written.Id, _ola, default)).Error?.Code);

        var (globex, acme) = (await IdAsync("globex"), await IdAsync("acme"));
        var queries = Scenario.Get<CorrectionQueries>();
        var found = (await queries.FindAsync(globex, "CO-2026-000001", default))!;
        Assert.Null(await queries.FindAsync(acme, "CO-2026-000001", default));
        Assert.Equal("olu", Assert.Single(await queries.ForOrganizationAsync(globex, default)).RecordedByName);
        var csv = await Scenario.Get<WriteFiles>().FindAsync(found, FileFormat.Csv, default);
        Assert.Equal(
            "CO-2026-000001,2026-03-02,Your credit,'=Sorry for the outage.,500,5.00,USD", Encoding.UTF8.GetString(csv.Bytes).Split("\r\n")[1]);
        var pdf = await Scenario.Get<WriteFiles>().FindAsync(found, FileFormat.Pdf, default);
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(pdf.Bytes[..4]), StringComparison.Ordinal);
        Assert.Equal(["Your credit was corrected by $5.00"], await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(one => one.UserId == Scenario.Gus.UserId && one.Kind == NotificationKind.Billing).Select(one => one.Title).ToListAsync()));
    }

    [Fact]
    public async Task A_publishers_balance_moves_with_a_line_of_its_own_on_the_statement_also_below_zero()
    {
        await BeginAsync();
        await CorrectedAsync(LedgerAccount.PublisherPayable, LedgerAccount.FeeRevenue, "acme", 300, "Counted twice in February.");
        GoTo("2026-04-01T00:05:00Z");
        await Scenario.Get<RunStatements>().RunAsync(default);

        var statement = (await Scenario.Get<PayoutQueries>().FindAsync(await IdAsync("acme"), "ST-2026-03-acme", default))!;
        Assert.Equal((-300, -300, 0), (statement.Statement.LinesCents, statement.Statement.CarriedOutCents, statement.Statement.PayoutCents));
        var line = Assert.Single(statement.Lines);
        Assert.Equal(
            (EarningKind.Correction, "CO-2026-000001", "Counted twice in February.", -300L, 0L),
            (line.Kind, line.Reference, line.Description, line.NetCents, line.GrossCents));
        Assert.Contains("ST-2026-03-acme,correction,CO-2026-000001", Encoding.UTF8.GetString(StatementFile.Write(statement)), StringComparison.Ordinal);
        Assert.Equal(
            "Correction: Counted twice in February.\nCO-2026-000001 · March 2026", StatementPrint.Of(statement, "Kiket").Tables[0].Rows[0][0]);
    }

    [Fact]
    public async Task Between_accounts_of_Kiket_nobody_else_is_concerned()
    {
        await BeginAsync();
        await CorrectedAsync(LedgerAccount.HostingRevenue, LedgerAccount.FeeRevenue, "", 100, "Booked to the wrong account.");
        await Bench.WorkAsync();
        Assert.Equal([(LedgerAccount.HostingRevenue, 100L), (LedgerAccount.FeeRevenue, -100L)], await PostingsAsync());
    }

    [Fact]
    public async Task A_mistake_is_discarded_and_never_posted()
    {
        await BeginAsync();
        var written = Done(await WriteAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 500, "A slip."));
        Assert.True((await Correct.DiscardAsync(written.Id, Scenario.Olu, default)).Succeeded);
        Assert.True((await Correct.DiscardAsync(written.Id, Scenario.Olu, default)).Succeeded);
        Assert.Equal("correction_discarded", (await Correct.ConfirmAsync(written.Id, _ola, default)).Error?.Code);
        Assert.Empty(await PostingsAsync());
        Assert.Empty(Done(await Scenario.Get<CorrectionQueries>().OperatedAsync(_ola, default)));
        Assert.Equal("not_found", (await Scenario.Get<CorrectionQueries>().OperatedAsync(Scenario.Gus, default)).Error?.Code);
    }

    [Fact]
    public async Task A_credit_never_falls_below_zero_also_not_between_writing_and_confirming()
    {
        await BeginAsync();
        Assert.Equal("correction_above_credit", (await WriteAsync(LedgerAccount.CustomerCredit, LedgerAccount.FeeRevenue, "globex", 1, "x")).Error?.Code);
        await CorrectedAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 500, "x");
        var first = Done(await WriteAsync(LedgerAccount.CustomerCredit, LedgerAccount.FeeRevenue, "globex", 400, "x"));
        var second = Done(await WriteAsync(LedgerAccount.CustomerCredit, LedgerAccount.FeeRevenue, "globex", 400, "y"));
        Done(await Correct.ConfirmAsync(first.Id, _ola, default));
        Assert.Equal("correction_above_credit", (await Correct.ConfirmAsync(second.Id, _ola, default)).Error?.Code);
    }

    [Theory]
    [InlineData(LedgerAccount.CustomerReceivable, LedgerAccount.FeeRevenue, "", 5, "x", "account_closed")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherHeld, "acme", 5, "x", "account_closed")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.FeeRevenue, "", 5, "x", "account_twice")]
    [InlineData(LedgerAccount.PublisherPayable, LedgerAccount.CustomerCredit, "acme", 5, "x", "accounts_owned")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherPayable, " ", 5, "x", "organization_missing")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.HostingRevenue, "acme", 5, "x", "organization_unneeded")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherPayable, "nobody", 5, "x", "organization_not_found")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherPayable, "acme", 0, "x", "amount_invalid")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherPayable, "acme", 10_000_000_001, "x", "amount_invalid")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherPayable, "acme", 5, " ", "reason_length")]
    [InlineData(LedgerAccount.FeeRevenue, LedgerAccount.PublisherPayable, "acme", 5, "a\u202eb", "reason_characters")]
    public async Task What_is_no_correction_is_refused(LedgerAccount debit, LedgerAccount credit, string slug, long cents, string reason, string code)
    {
        await BeginAsync();
        Assert.Equal(code, (await WriteAsync(debit, credit, slug, cents, reason)).Error?.Code);
    }

    [Fact]
    public async Task Nobody_corrects_their_own_organization()
    {
        await BeginAsync();
        await Scenario.QueryAsync(async db =>
        {
            db.Add(Membership.Of(
                await db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync(), _ola.UserId, OrganizationRole.Member,
                Scenario.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });
        var written = Done(await WriteAsync(LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 500, "x"));
        Assert.Equal("own_organization", (await Correct.ConfirmAsync(written.Id, _ola, default)).Error?.Code);
        Assert.Equal("own_organization", (await Correct.RecordAsync(
            new(Guid.NewGuid(), LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 5, "x", _ola), default)).Error?.Code);
        Assert.Equal("not_found", (await Correct.RecordAsync(
            new(Guid.NewGuid(), LedgerAccount.FeeRevenue, LedgerAccount.CustomerCredit, "globex", 5, "x", Scenario.Gus), default)).Error?.Code);
    }

    private CorrectLedger Correct => Scenario.Get<CorrectLedger>();

    private async Task BeginAsync()
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
    }

    private Task<Result<Correction>> WriteAsync(
        LedgerAccount debit, LedgerAccount credit, string slug, long cents, string reason, Guid? request = null) =>
        Correct.RecordAsync(new CorrectLedgerRequest(request ?? Guid.NewGuid(), debit, credit, slug, cents, reason, Scenario.Olu), default);

    private async Task CorrectedAsync(LedgerAccount debit, LedgerAccount credit, string slug, long cents, string reason) =>
        Done(await Correct.ConfirmAsync(Done(await WriteAsync(debit, credit, slug, cents, reason)).Id, _ola, default));

    private async Task<IReadOnlyList<(LedgerAccount Account, long Cents)>> PostingsAsync() =>
        [.. (await Scenario.QueryAsync(db => db.Set<Posting>().AsNoTracking().OrderBy(one => one.Seq).ThenBy(one => one.Place).ToListAsync()))
            .Select(posting => (posting.Account, posting.Amount))];

    private Task<Guid> IdAsync(string slug) =>
        Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == slug).Select(one => one.Id).SingleAsync());
}
