using System.Net;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Api;

/// <summary>What a customer pays, over HTTP: the same cents in every form.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class BillingApiTests(ApiPortal portal)
{
    private const string Billing = "/api/v1/billing";

    [Fact]
    public async Task An_issued_invoice_is_the_same_in_the_list_alone_in_the_file_and_in_the_report()
    {
        // Two months ago: whichever day it is, that month is invoiced.
        var month = BillingMonth.Of(DateTimeOffset.UtcNow).Previous.Previous;
        var installed = month.Begins.AddDays(11).AddHours(15);
        var id = await InstalledAsync(installed);
        portal.Server.Services.GetRequiredService<IOptions<IssuerOptions>>().Value.Name = "Kiket Inc.";
        await RunByApiAsync(month);
        var token = portal.Client(await portal.TokenAsync("globex", ApiTokenScopes.Billing, await portal.ReviewerAsync("Gus")));

        var listed = (await token.ReadAsync($"{Billing}/invoices?organization=globex")).Body.GetProperty("invoices").EnumerateArray()
            .Single(one => one.GetProperty("period").GetString() == month.ToString());
        var number = listed.GetProperty("number").GetString()!;
        var invoice = (await token.ReadAsync($"{Billing}/invoices/{number}")).Body;

        var (days, line) = (month.Days - 11, Assert.Single(invoice.GetProperty("lines").EnumerateArray()));
        var cents = Charge.OfDays(900, days, month);
        Assert.Equal((days, cents, id), (
            line.GetProperty("quantity").GetInt64(), line.GetProperty("gross_cents").GetInt64(), line.GetProperty("extension_id").GetString()));
        Assert.Equal($"$9.00 × {days} of {month.Days} days = {LineText.Dollars(cents)}", line.GetProperty("description").GetString());
        Assert.Equal((cents, cents), (invoice.GetProperty("total_cents").GetInt64(), listed.GetProperty("total_cents").GetInt64()));
        Assert.False(listed.TryGetProperty("lines", out _));

        using var file = await token.GetAsync(new Uri($"{Billing}/invoices/{number}.csv", UriKind.Relative));
        var text = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal("text/csv", file.Content.Headers.ContentType?.MediaType);
        Assert.True(text.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.Contains($",{days},day,{cents},0,", Encoding.UTF8.GetString(text), StringComparison.Ordinal);

        var report = (await token.ReadAsync($"/api/v1/analytics/billing?organization=globex&start_at=2020-01-01")).Body;
        Assert.Contains(report.GetProperty("invoices").EnumerateArray(), one => one.GetProperty("amount_cents").GetInt64() == cents);
        Assert.Equal(
            report.GetProperty("invoices").EnumerateArray().Sum(one => one.GetProperty("amount_cents").GetInt64()),
            report.GetProperty("totals").GetProperty("outstanding_cents").GetInt64());

        await PaidAsync(number, cents);
        var paid = (await token.ReadAsync($"{Billing}/invoices/{number}")).Body;
        Assert.Equal(("paid", cents), (paid.GetProperty("state").GetString(), paid.GetProperty("paid_cents").GetInt64()));
        Assert.Empty((await token.ReadAsync($"{Billing}/credit_notes?organization=globex")).Body.GetProperty("credit_notes").EnumerateArray());
        await ReadStatementAsync(number, cents);

        var consent = (await token.ReadAsync($"{Billing}/consents?organization=globex")).Body.GetProperty("consents").EnumerateArray()
            .Single(one => one.GetProperty("extension_id").GetString() == id);
        Assert.Equal(64, consent.GetProperty("hash").GetString()!.Length);
        (await token.ReadAsync($"{Billing}/consents?organization=acme")).Refused(HttpStatusCode.NotFound, "organization_not_found");
        var current = (await token.ReadAsync($"{Billing}/current?organization=globex")).Body;
        Assert.True(current.GetProperty("at_month_end_cents").GetInt64() >= 900, current.ToString());
        (await portal.Client(portal.Guild).ReadAsync($"{Billing}/invoices/{number}")).Refused(HttpStatusCode.NotFound, "invoice_not_found");
        (await token.ReadAsync($"{Billing}/invoices?organization=acme")).Refused(HttpStatusCode.NotFound, "organization_not_found");
        (await portal.Client(portal.Reader).ReadAsync($"{Billing}/invoices")).Refused(HttpStatusCode.Forbidden, "scope_missing");
    }

    private async Task RunByApiAsync(BillingMonth month)
    {
        const string runs = "/api/v1/operations/billing/runs";
        var oki = await OperatorAsync("bill-oki");
        (await portal.Client(portal.Customer).PostAsync(runs, new { period = month.ToString(), kind = "invoices" }))
            .Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await oki.PostAsync(runs, new { period = "March", kind = "invoices" })).Refused(HttpStatusCode.UnprocessableEntity, "period_invalid");
        (await oki.PostAsync(runs, new { period = month.ToString(), kind = "all" })).Refused(HttpStatusCode.UnprocessableEntity, "kind_invalid");
        (await oki.PostAsync(runs, new { period = BillingMonth.Of(DateTimeOffset.UtcNow).ToString(), kind = "invoices" }))
            .Refused(HttpStatusCode.Conflict, "month_open");
        (await oki.ReadAsync($"{runs}/none")).Refused(HttpStatusCode.NotFound, "run_not_found");
        var dry = await oki.PostAsync(runs, new { period = month.ToString(), kind = "invoices", dry_run = true });
        var started = await oki.PostAsync(runs, new { period = month.ToString(), kind = "invoices" });
        var again = await oki.PostAsync(runs, new { period = month.ToString(), kind = "invoices" });
        // The portal's own run can come in between: then there is no new one.
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (dry.Status, again.Status));
        Assert.True(started.Status is HttpStatusCode.Accepted or HttpStatusCode.OK, started.Body.ToString());
        Assert.Equal("issued", started.Body.GetProperty("state").GetString());
        Assert.Equal(dry.Body.GetProperty("totals").ToString(), started.Body.GetProperty("totals").ToString());
        var id = started.Body.GetProperty("id").GetString();
        Assert.Equal(again.Body.ToString(), (await oki.ReadAsync($"{runs}/{id}")).Body.ToString());
    }

    private async Task ReadStatementAsync(string invoice, long cents)
    {
        const string payouts = "/api/v1/payouts";
        var token = portal.Client(await portal.TokenAsync("acme", ApiTokenScopes.Billing, portal.Ada));
        var share = Shares.Of(cents, 8_000);
        var listed = (await token.ReadAsync($"{payouts}/statements?organization=acme")).Body.GetProperty("statements").EnumerateArray().First();
        var number = listed.GetProperty("number").GetString();
        var statement = (await token.ReadAsync($"{payouts}/statements/{number}")).Body;

        Assert.False(listed.TryGetProperty("lines", out _));
        var line = Assert.Single(statement.GetProperty("lines").EnumerateArray());
        Assert.Equal((invoice, "sale", "payable"), (
            line.GetProperty("invoice").GetString(), line.GetProperty("kind").GetString(), line.GetProperty("state").GetString()));
        Assert.Equal((cents, cents - share, share, 0, share), (
            line.GetProperty("gross_cents").GetInt64(), line.GetProperty("fee_cents").GetInt64(), line.GetProperty("share_cents").GetInt64(),
            line.GetProperty("withheld_cents").GetInt64(), line.GetProperty("net_cents").GetInt64()));
        Assert.Equal((share, share, 0, share), (
            statement.GetProperty("lines_cents").GetInt64(), statement.GetProperty("due_cents").GetInt64(),
            statement.GetProperty("payout_cents").GetInt64(), statement.GetProperty("carried_out_cents").GetInt64()));

        using var file = await token.GetAsync(new Uri($"{payouts}/statements/{number}.csv", UriKind.Relative));
        var bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal(
            statement.GetProperty("csv_sha256").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        Assert.Contains($",{cents},{cents - share},{share},0,{share},", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);

        var balance = (await token.ReadAsync($"{payouts}/balance?organization=acme")).Body;
        Assert.Equal((share, "below_minimum"), (
            balance.GetProperty("payable_cents").GetInt64(), balance.GetProperty("next_payout").GetProperty("reason").GetString()));
        var transactions = (await token.ReadAsync($"{payouts}/transactions?organization=acme&per_page=1")).Body;
        var id = line.GetProperty("id").GetString();
        Assert.Contains(transactions.GetProperty("transactions").EnumerateArray(), one => one.GetProperty("id").GetString() == id);
        (await portal.Client(portal.Guild).ReadAsync($"{payouts}/statements/{number}")).Refused(HttpStatusCode.NotFound, "statement_not_found");
        (await token.ReadAsync($"{payouts}/balance?organization=globex")).Refused(HttpStatusCode.NotFound, "organization_not_found");
        (await portal.Client(portal.Reader).ReadAsync($"{payouts}/balance")).Refused(HttpStatusCode.Forbidden, "scope_missing");
    }

    private async Task PaidAsync(string number, long cents)
    {
        const string operating = "/api/v1/operations/billing";
        var (olu, ola) = (await OperatorAsync("bill-olu"), await OperatorAsync("bill-ola"));
        var payment = new { amount_cents = cents, reference = "TR-1" };
        var customer = portal.Client(portal.Customer);
        (await customer.PostAsync($"{operating}/invoices/{number}/payments", payment)).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await olu.PostAsync($"{operating}/invoices/{number}/payments", new { amount_cents = 0 }))
            .Refused(HttpStatusCode.UnprocessableEntity, "amount_invalid");
        (await olu.PostAsync($"{operating}/invoices/INV-0/payments", payment)).Refused(HttpStatusCode.NotFound, "invoice_not_found");
        var recorded = await olu.PostAsync($"{operating}/invoices/{number}/payments", payment);
        Assert.Equal((HttpStatusCode.Created, "recorded"), (recorded.Status, recorded.Body.GetProperty("state").GetString()));
        var confirm = $"{operating}/payments/{recorded.Body.GetProperty("id").GetString()}/confirm";
        (await olu.PostAsync(confirm, new { })).Refused(HttpStatusCode.Forbidden, "second_person_needed");
        var confirmed = await ola.PostAsync(confirm, new { });
        Assert.Equal((HttpStatusCode.OK, "confirmed"), (confirmed.Status, confirmed.Body.GetProperty("state").GetString()));
        (await ola.PostAsync($"{operating}/payments/none/confirm", new { })).Refused(HttpStatusCode.NotFound, "payment_not_found");
        (await ola.PostAsync($"{operating}/payouts/PO-0/sent", new { reference = "x" })).Refused(HttpStatusCode.NotFound, "payout_not_found");
        (await ola.PostAsync($"{operating}/invoices/{number}/credit_notes", new { reason = "Mistake." }))
            .Refused(HttpStatusCode.UnprocessableEntity, "lines_missing");
        // Paid in the month that ended, so that its statement is due.
        var at = BillingMonth.Of(DateTimeOffset.UtcNow).Begins.AddHours(-1);
        await QueryAsync(db => db.Database.ExecuteSqlAsync($"UPDATE \"Earnings\" SET \"At\" = {at.UtcTicks} WHERE \"Reference\" = {number}"));
        await portal.Server.Services.GetRequiredService<RunStatements>().RunAsync(default);
    }

    /// <summary>With a token of the scope operate.</summary>
    private async Task<HttpClient> OperatorAsync(string name)
    {
        var person = new Actor(await AccountBrowser.AddPersonAsync(portal.Server, $"{name}@kiket.test", PlatformRoles.Operator), name);
        await QueryAsync(async db =>
        {
            var room = await db.Set<Organization>().Where(one => one.Slug == "reading-room").Select(one => one.Id).SingleAsync();
            db.Add(Membership.Of(room, person.UserId, OrganizationRole.Member, DateTimeOffset.UtcNow));
            return await db.SaveChangesAsync();
        });
        return portal.Client(await portal.TokenAsync("reading-room", ApiTokenScopes.Operate, person));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.test\")", "\"'=HYPERLINK(\"\"https://evil.test\"\")\"")]
    [InlineData("+1 seat", "'+1 seat")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("Seats, with \"quotes\"", "\"Seats, with \"\"quotes\"\"\"")]
    public void A_name_in_the_file_never_runs_as_a_formula(string description, string cell)
    {
        var month = BillingMonth.Parse("2026-03")!.Value;
        var invoice = Invoice.Draft(Guid.NewGuid(), month, new BilledParty("Globex", "", ""), new BilledParty("Kiket", "", ""), 5, 0);
        var line = InvoiceLine.Of(
            invoice.Id, 1, new LineDraft(LineSection.Extensions, description, Guid.NewGuid(), "dev.acme.alerts", null, month, 1, "unit", 5, []), 0);

        var file = Encoding.UTF8.GetString(InvoiceFile.Write(new InvoiceDocument(invoice, [line])));

        Assert.Contains($",dev.acme.alerts,{cell},1,unit,5,0,0.05,0.00,USD\r\n", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_billing_address_is_for_admins_and_has_limits()
    {
        var change = portal.Server.Services.GetRequiredService<ChangeBillingProfile>();
        var gus = await portal.ReviewerAsync("Gus");

        Assert.True((await change.RunAsync("globex", new("Globex Corp.", "1 Main St\r\nSpringfield", "DE123"), gus, default)).Succeeded);
        Assert.Equal("billing_name_invalid", (await change.RunAsync("globex", new(new string('x', 81), "", ""), gus, default)).Error?.Code);
        Assert.Equal("billing_address_invalid", (await change.RunAsync("globex", new("", new string('x', 501), ""), gus, default)).Error?.Code);
        Assert.Equal("tax_number_invalid", (await change.RunAsync("globex", new("", "", "a\u0007"), gus, default)).Error?.Code);
        Assert.False((await change.RunAsync("globex", new("Mine", "", ""), portal.Ada, default)).Succeeded);

        var globex = await QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync());
        Assert.Equal(
            new BillingProfileInput("Globex Corp.", "1 Main St\nSpringfield", "DE123"),
            await portal.Server.Services.GetRequiredService<InvoiceQueries>().ProfileAsync(globex, default));
    }

    /// <summary>An extension for $9 a month, as if it had been installed then.</summary>
    private async Task<string> InstalledAsync(DateTimeOffset at)
    {
        var (url, id) = portal.Repository();
        var published = await portal.PublishAsync(url, new
        {
            summary = "Pings what matters, when it matters.",
            categories = new[] { "communication" },
            pricing = new { model = "flat", price_cents = 900 },
            support = new { email = "help@acme.test" },
        });
        Assert.True(published.Status == HttpStatusCode.Accepted, published.Body.ToString());
        var submission = published.Body.GetProperty("submission_id").GetGuid();
        await portal.DecideAsync(submission, "approve");
        // What is newly paid needs two.
        await portal.DecideAsync(submission, "approve", token: portal.SecondReviewer);
        var created = await portal.Client(portal.Customer).PostAsync("/api/v1/marketplace/installations", new { product_id = id, organization = "globex" });
        Assert.True(created.Status == HttpStatusCode.Created, created.Body.ToString());
        var number = created.Body.GetProperty("installation").GetProperty("id").GetInt64();
        var key = await QueryAsync(db => db.Set<Installation>().Where(one => one.Number == number).Select(one => one.Id).SingleAsync());
        await Wait.UntilAsync(
            () => QueryAsync(db => db.Set<BillingSpan>().CountAsync(span => span.InstallationId == key)), count => count == 1);
        await QueryAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE \"BillingSpans\" SET \"From\" = {at.UtcTicks} WHERE \"InstallationId\" = {key}"));
        await QueryAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE \"BillingTerms\" SET \"FromDay\" = {BillingMonth.DayOf(at)} WHERE \"InstallationId\" = {key}"));
        return id;
    }

    private async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }
}
