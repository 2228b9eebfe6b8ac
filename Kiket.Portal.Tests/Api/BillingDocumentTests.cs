using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace Kiket.Portal.Tests.Api;

/// <summary>An invoice, its credit note and a statement say the same cents on paper, in the file for spreadsheets and in the API.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed partial class BillingDocumentTests(ApiPortal portal)
{
    private const string Words = "$9.00 × 20 of 31 days = $5.81";

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task Paper_file_and_API_say_the_same_cents(int count)
    {
        var (customer, publisher) = ($"mill-{count}", $"press-{count}");
        await QueryAsync(async db =>
        {
            foreach (var organization in new[] { customer, publisher }.Select(slug => Organization.Create(slug, slug, DateTimeOffset.UtcNow).Value))
            {
                db.AddRange(organization, Membership.Of(organization.Id, portal.Ada.UserId, OrganizationRole.Owner, DateTimeOffset.UtcNow));
            }

            return await db.SaveChangesAsync();
        });
        var token = portal.Client(await portal.TokenAsync(customer, ApiTokenScopes.Billing, portal.Ada));
        var invoice = await IssuedAsync(customer, publisher, count);
        var number = invoice.Number!;
        await SameAsync(token, "/api/v1/billing/invoices/", number, ["gross_cents", "tax_cents"], InvoiceTotals);

        var note = await CreditedAsync(invoice, await PaidAsync(invoice));
        await SameAsync(
            token, "/api/v1/billing/credit_notes/", note, ["gross_cents", "tax_cents"],
            body => [-Cents(body, "net_cents"), -Cents(body, "tax_cents"), -Cents(body, "total_cents"), Cents(body, "returned_cents")],
            sign: -1,
            hasTotal: false);

        var reader = portal.Client(await portal.TokenAsync(publisher, ApiTokenScopes.Billing, portal.Ada));
        await SameAsync(
            reader, "/api/v1/payouts/statements/", await StatedAsync(publisher, invoice),
            ["gross_cents", "fee_cents", "share_cents", "withheld_cents", "net_cents"],
            body => [.. new[] { "carried_in_cents", "lines_cents", "due_cents", "carried_out_cents", "payout_cents" }.Select(name => Cents(body, name))]);
        await ForgetAsync(publisher);
    }

    /// <summary>A month long ago that has earnings would have the portal close every month since then.</summary>
    private Task<int> ForgetAsync(string publisher) => QueryAsync(async db =>
    {
        var id = await db.Set<Organization>().Where(one => one.Slug == publisher).Select(one => one.Id).SingleAsync();
        return await db.Set<Statement>().Where(one => one.PublisherId == id).ExecuteDeleteAsync()
            + await db.Set<Earning>().Where(one => one.PublisherId == id).ExecuteDeleteAsync();
    });

    private static long[] InvoiceTotals(JsonElement body) => [Cents(body, "net_cents"), Cents(body, "tax_cents"), Cents(body, "total_cents")];

    private async Task SameAsync(
        HttpClient client, string address, string number, string[] columns, Func<JsonElement, long[]> totals, int sign = 1, bool hasTotal = true)
    {
        var body = (await client.ReadAsync(address + number)).Body;
        var lines = body.GetProperty("lines").EnumerateArray().ToList();
        var csv = await FileAsync(client, $"{address}{number}.csv", "text/csv");
        var rows = Rows(csv);
        Assert.Equal(
            lines.Select(line => columns.Select(column => sign * Cents(line, column)).ToArray()),
            rows.Select(row => columns.Select(column => long.Parse(row[column], CultureInfo.InvariantCulture)).ToArray()));
        var hash = Convert.ToHexStringLower(SHA256.HashData(csv));
        if (body.TryGetProperty("csv_sha256", out var told))
        {
            Assert.Equal(told.GetString(), hash);
        }

        var pdf = await FileAsync(client, $"{address}{number}.pdf", "application/pdf");
        Assert.Equal(pdf, await FileAsync(client, $"{address}{number}.pdf", "application/pdf"));
        using var paper = PdfDocument.Open(pdf);
        Assert.EndsWith(number, paper.Information.Title, StringComparison.Ordinal);
        Assert.All(new[] { "Lang", "StructTreeRoot", "MarkInfo" }, name => Assert.True(
            paper.Structure.Catalog.CatalogDictionary.ContainsKey(NameToken.Create(name)), name));
        var pages = paper.GetPages().Select(page => page.Text).ToList();
        Assert.All(pages, page => Assert.Contains(hash, page, StringComparison.Ordinal));
        Assert.Equal(
            Printed(rows, columns, totals(body), hasTotal),
            Amount().Matches(string.Join(' ', pages)).Select(match => match.Value));
    }

    /// <summary>Every amount on paper, in its order.</summary>
    private static IEnumerable<string> Printed(
        IReadOnlyList<Dictionary<string, string>> rows, string[] columns, long[] totals, bool hasTotal)
    {
        long Sum(IEnumerable<Dictionary<string, string>> some, string column) =>
            some.Sum(row => long.Parse(row[column], CultureInfo.InvariantCulture));
        var isBook = rows.Count > PrintedDocument.MostLines;
        foreach (var section in rows.GroupBy(row => hasTotal ? row.GetValueOrDefault("section", "") : ""))
        {
            var parts = isBook
                ? section.GroupBy(row => row["extension_id"]).Select(same => (Text: "", Rows: same.ToList()))
                : section.Select(row => (Text: row["description"], Rows: new List<Dictionary<string, string>> { row }));
            foreach (var (text, same) in parts)
            {
                var sums = columns.Select(column => LineText.Dollars(Sum(same, column)));
                foreach (var amount in Amount().Matches(text).Select(match => match.Value).Concat(sums))
                {
                    yield return amount;
                }
            }

            if (hasTotal && (section.Count() > 1 || columns.Length > 2))
            {
                foreach (var column in columns)
                {
                    yield return LineText.Dollars(Sum(section, column));
                }
            }
        }

        foreach (var total in totals)
        {
            yield return LineText.Dollars(total);
        }
    }

    private static async Task<byte[]> FileAsync(HttpClient client, string address, string type)
    {
        using var file = await client.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(type, file.Content.Headers.ContentType?.MediaType);
        return await file.Content.ReadAsByteArrayAsync();
    }

    private static List<Dictionary<string, string>> Rows(byte[] csv)
    {
        using var reader = new CsvReader(new StreamReader(new MemoryStream(csv), Encoding.UTF8), CultureInfo.InvariantCulture);
        reader.Read();
        reader.ReadHeader();
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
        {
            rows.Add(reader.HeaderRecord!.ToDictionary(name => name, name => reader.GetField(name)!, StringComparer.Ordinal));
        }

        return rows;
    }

    /// <summary>Lines of seven extensions and, from the second on, of a container, at 19 % tax.</summary>
    private async Task<Invoice> IssuedAsync(string customer, string publisher, int count)
    {
        if (!await QueryAsync(db => db.Set<Extension>().AnyAsync()))
        {
            await portal.ListedAsync();
        }

        var month = BillingMonth.Parse("2020-01")!.Value;
        return await DoAsync<Invoice>(async work =>
        {
            var organizations = await work.Db.Set<Organization>().Where(one => one.Slug == customer || one.Slug == publisher)
                .ToDictionaryAsync(one => one.Slug, one => one.Id);
            var extension = await work.Db.Set<Extension>().Select(one => one.Id).FirstAsync();
            var cents = Enumerable.Range(1, count).Select(place => (long)((place * 37 % 1_000) + 581)).ToList();
            var taxes = Allocation.Of(Charge.OfTax(cents.Sum(), 1_900), cents);
            var invoice = Invoice.Draft(
                organizations[customer], month, new BilledParty("Mill", "1 Main St\nSpringfield", "DE123", 1_900), new BilledParty("Kiket Inc.", "", ""),
                cents.Sum(), taxes.Sum());
            var lines = Enumerable.Range(0, count).OrderBy(index => index % 8 == 7).ThenBy(index => index).Select((index, place) =>
            {
                var isHosting = index % 8 == 7;
                return InvoiceLine.Of(
                    invoice.Id,
                    place + 1,
                    new LineDraft(
                        isHosting ? LineSection.Hosting : LineSection.Extensions, Words, extension, $"dev.press.part-{index % 7}",
                        isHosting ? null : organizations[publisher], month, 20, "day", cents[index], []),
                    taxes[index]);
            }).ToList();
            await InsertRows.RunAsync(work.Db, [invoice], default);
            await InsertRows.RunAsync(work.Db, lines, default);
            await InsertRows.RunAsync(
                work.Db,
                lines.Where(line => line.PublisherId is not null).Select(line => LineShare.Of(
                    line.Id, new SharePart(month.First, month.End, 8_000, line.GrossCents, Shares.Of(line.GrossCents, 8_000)))).ToList(),
                default);
            var draft = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == invoice.Id);
            await portal.Server.Services.GetRequiredService<IssueInvoices>().RunAsync(work.Db, [draft], work.Now, default);
            return draft;
        });
    }

    /// <summary>Returns an operator.</summary>
    private async Task<Actor> PaidAsync(Invoice invoice)
    {
        var operators = new List<Actor>();
        foreach (var name in new[] { "first", "second" })
        {
            var mail = $"{name}-{invoice.Id}@kiket.test";
            operators.Add(new Actor(await AccountBrowser.AddPersonAsync(portal.Server, mail, PlatformRoles.Operator), name));
        }

        var services = portal.Server.Services;
        var recorded = await services.GetRequiredService<RecordPayment>().RunAsync(new(invoice.Number!, invoice.TotalCents, "TR-1", operators[0]), default);
        Assert.True((await services.GetRequiredService<ConfirmPayment>().RunAsync(recorded.Value.Id, operators[1], default)).Succeeded);
        return operators[0];
    }

    /// <summary>A cent of each line.</summary>
    private async Task<string> CreditedAsync(Invoice invoice, Actor olu)
    {
        var lines = await QueryAsync(db => db.Set<InvoiceLine>().Where(line => line.InvoiceId == invoice.Id).Select(line => line.Id).ToListAsync());
        var issued = await portal.Server.Services.GetRequiredService<IssueCreditNote>().RunAsync(
            new(Guid.NewGuid(), invoice.Number!, [.. lines.Select(line => new CreditedLine(line, 1))], "Charged by mistake.", olu), default);
        Assert.True(issued.Succeeded, issued.Error?.Message);
        return issued.Value.Number;
    }

    /// <summary>As if all of it had happened in a month that is closed.</summary>
    private async Task<string> StatedAsync(string publisher, Invoice invoice)
    {
        var month = BillingMonth.Parse("2020-02")!.Value;
        await QueryAsync(db => db.Database.ExecuteSqlAsync($"UPDATE \"Earnings\" SET \"At\" = {month.Begins.UtcTicks} WHERE \"InvoiceId\" = {invoice.Id}"));
        return await DoAsync<string>(async work =>
        {
            var id = await work.Db.Set<Organization>().Where(one => one.Slug == publisher).Select(one => one.Id).SingleAsync();
            await portal.Server.Services.GetRequiredService<WriteStatements>().RunAsync(work, [id], month, default);
            return $"ST-{month}-{publisher}";
        });
    }

    private async Task<T> DoAsync<T>(Func<Work, Task<Result<T>>> change)
    {
        var done = await portal.Server.Services.GetRequiredService<UnitOfWork>().RunAsync(change, default);
        Assert.True(done.Succeeded, done.Error?.Message);
        return done.Value;
    }

    private async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }

    private static long Cents(JsonElement body, string name) => body.GetProperty(name).GetInt64();

    [GeneratedRegex(@"−?\$[\d,]+\.\d\d", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Amount();
}
