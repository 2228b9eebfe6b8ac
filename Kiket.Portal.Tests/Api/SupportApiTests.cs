using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Ratings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>Support hours and tickets by the API.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SupportApiTests(ApiPortal portal)
{
    private const string Tickets = "/api/v1/support/tickets";

    private static readonly object Hours = new
    {
        time_zone = "Europe/Berlin",
        weekly = new[] { new { days = new[] { "monday", "friday" }, from = "09:00", to = "24:00" } },
        holidays = new[] { new { date = "2026-12-25", name = "Christmas" } },
        around_the_clock = false,
    };

    [Fact]
    public async Task A_ticket_from_question_to_satisfied_with_a_file_and_a_missed_promise()
    {
        var id = await ListedAsync(new { email = "help@acme.test", first_response_hours = 8, hours = Hours });
        await Customers.RunAsync(portal.Server.Services, "globex", id);
        var (customer, owner) = (portal.Client(portal.Customer), portal.Client(portal.Owner));
        var publisher = portal.Client(portal.Publisher);
        (await publisher.PostAsync(Tickets, new { })).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await customer.PostAsync(Tickets, new { extension_id = id, severity = "panic" })).Refused(HttpStatusCode.UnprocessableEntity, "severity_invalid");
        (await customer.PostAsync(Tickets, new { extension_id = id, diagnostics = new[] { "secrets" } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "diagnostics_invalid");
        var file = await AttachAsync(customer, "log.txt", "It failed."u8.ToArray());
        Assert.Equal(HttpStatusCode.Created, file.Status);
        (await AttachAsync(customer, "a.zip", "PK\u0003\u0004"u8.ToArray())).Refused(HttpStatusCode.UnprocessableEntity, "document_format");

        var opened = await customer.PostAsync(Tickets, new
        {
            extension_id = id,
            subject = "No ping",
            category = "problem",
            severity = "high",
            body = "It doesn't ping.",
            diagnostics = new[] { "installation" },
            attachments = new[] { file.Body.GetProperty("id").GetString() },
        });
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        var ticket = $"{Tickets}/{Summary(opened).GetProperty("id").GetGuid()}";
        Assert.Equal(("open", 1), (Summary(opened).GetProperty("state").GetString(), Summary(opened).GetProperty("version").GetInt32()));
        Assert.Equal("24:00", opened.Body.GetProperty("hours").GetProperty("weekly")[0].GetProperty("to").GetString());
        Assert.Equal(JsonValueKind.Null, opened.Body.GetProperty("deprecation").ValueKind);
        Assert.Equal(480, Summary(opened).GetProperty("clocks")[0].GetProperty("target_minutes").GetInt32());

        var download = $"/api/v1/support/attachments/{file.Body.GetProperty("id").GetGuid()}";
        using var content = await owner.GetAsync(download);
        Assert.Equal(("It failed.", "attachment"), (await content.Content.ReadAsStringAsync(), content.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Contains("sandbox", string.Join(' ', content.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        (await portal.Client(portal.Guild).ReadAsync(download)).Refused(HttpStatusCode.NotFound, "file_not_found");
        (await portal.Client(portal.Guild).ReadAsync(ticket)).Refused(HttpStatusCode.NotFound, "ticket_not_found");

        Assert.Equal(HttpStatusCode.Created, (await publisher.PostAsync($"{ticket}/messages", new { body = "Ours.", visibility = "internal" })).Status);
        (await publisher.PostAsync($"{ticket}/messages", new { body = "Ours.", visibility = "secret" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "visibility_invalid");
        Assert.Single((await customer.ReadAsync(ticket)).Body.GetProperty("messages").EnumerateArray());
        Assert.Equal(2, (await owner.ReadAsync(ticket)).Body.GetProperty("messages").GetArrayLength());
        var installer = portal.Client(await portal.TokenAsync("acme", ApiTokenScopes.Install, portal.Ada));
        (await installer.PostAsync($"{ticket}/messages", new { body = "Hello." })).Refused(HttpStatusCode.Forbidden, "scope_missing");

        (await customer.PostAsync($"{ticket}/escalate", new { })).Refused(HttpStatusCode.Conflict, "promise_kept");
        await AgeAsync(Summary(opened).GetProperty("id").GetGuid());
        var escalated = await customer.PostAsync($"{ticket}/escalate", new { });
        Assert.True(Summary(escalated).GetProperty("escalated").GetBoolean());
        Assert.True(Summary(escalated).GetProperty("clocks")[0].GetProperty("missed").GetBoolean());

        (await publisher.PostAsync($"{ticket}/state", new { state = "resolved", expected_version = 1 })).Refused(HttpStatusCode.Conflict, "ticket_changed");
        var version = Summary(await owner.ReadAsync(ticket)).GetProperty("version").GetInt32();
        var resolved = await publisher.PostAsync($"{ticket}/state", new { state = "resolved", expected_version = version, fixed_in = "1.0.0" });
        Assert.Equal(("resolved", "1.0.0"), (Summary(resolved).GetProperty("state").GetString(), resolved.Body.GetProperty("fixed_in").GetString()));
        var satisfied = await customer.PostAsync($"{ticket}/satisfaction", new { satisfied = true, comment = "Good." });
        Assert.True(satisfied.Body.GetProperty("satisfied").GetBoolean());

        await portal.ListedAsync("1.1.0", id["dev.acme.".Length..]);
        var announced = await publisher.PostAsync(
            $"/api/v1/extensions/registry/marketplace/{id}/deprecations", new { version = "1.0.0", reason = "It loses pings.", recommended_version = "1.1.0" });
        Assert.Equal(HttpStatusCode.Created, announced.Status);
        var deprecation = (await customer.ReadAsync(ticket)).Body.GetProperty("deprecation");
        Assert.Equal(
            (announced.Body.GetProperty("id").GetGuid(), "It loses pings.", "1.1.0"),
            (deprecation.GetProperty("id").GetGuid(), deprecation.GetProperty("reason").GetString(),
                deprecation.GetProperty("recommended_version").GetString()));

        Assert.Equal(0, (await customer.ReadAsync($"{Tickets}?q=ping&state=open")).Body.GetProperty("total").GetInt32());
        Assert.Equal(1, (await publisher.ReadAsync($"{Tickets}?side=publisher&all=true&q={id}")).Body.GetProperty("total").GetInt32());
        (await customer.ReadAsync($"{Tickets}?side=both")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_query");
        (await customer.ReadAsync($"{Tickets}/none")).Refused(HttpStatusCode.NotFound, "ticket_not_found");
    }

    [Fact]
    public async Task Hours_are_published_listed_in_words_and_as_data_and_refused_with_their_field()
    {
        var id = await ListedAsync(new { email = "help@acme.test", first_response_hours = 8, hours = Hours });
        var support = (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}")).Body.GetProperty("support");
        Assert.Equal("Mon, Fri 09:00–24:00, Berlin, closed on 1 holiday", support.GetProperty("coverage").GetString());
        Assert.Equal("Europe/Berlin", support.GetProperty("hours").GetProperty("time_zone").GetString());
        Assert.Equal("2026-12-25", support.GetProperty("hours").GetProperty("holidays")[0].GetProperty("date").GetString());
        Assert.Contains(
            "Mon, Fri 09:00–24:00, Berlin, closed on 1 holiday; first response within 8 h",
            WebUtility.HtmlDecode(await portal.Client().GetStringAsync($"/marketplace/{id}")),
            StringComparison.Ordinal);

        var plain = await ListedAsync(new { email = "help@acme.test", first_response_hours = 8, coverage = "Mon–Fri 9–17 CET" });
        var read = (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{plain}")).Body.GetProperty("support");
        Assert.Equal(("Mon–Fri 9–17 CET", "CET"), (read.GetProperty("coverage").GetString(), read.GetProperty("hours").GetProperty("time_zone").GetString()));

        foreach (var (field, hours) in new (string, object)[]
        {
            ("weekly[0].from", new { time_zone = "UTC", weekly = new[] { new { days = new[] { "monday" }, from = "9", to = "17:00" } } }),
            ("weekly[0].days", new { time_zone = "UTC", weekly = new[] { new { days = new[] { "someday" }, from = "09:00", to = "17:00" } } }),
            ("weekly[0].to", new { time_zone = "UTC", weekly = new[] { new { days = new[] { "monday" }, from = "17:00", to = "09:00" } } }),
            ("time_zone", new { time_zone = "Europe/Atlantis", around_the_clock = true }),
            (
                "around_the_clock",
                new { time_zone = "UTC", around_the_clock = true, weekly = new[] { new { days = new[] { "monday" }, from = "09:00", to = "17:00" } } }),
            ("holidays[0].date", new { time_zone = "UTC", around_the_clock = true, holidays = new[] { new { date = "25.12.2026", name = "" } } }),
        })
        {
            var refused = await portal.PublishAsync(portal.Repository().Url, Listing(new { email = "help@acme.test", hours }));
            Assert.Contains($"listing.support.hours.{field}", refused.Body.ToString(), StringComparison.Ordinal);
        }
    }

    private static JsonElement Summary(ApiResponse response) => response.Body.GetProperty("ticket");

    private static object Listing(object support) =>
        new { summary = "Pings what matters.", categories = new[] { "communication" }, pricing = new { model = "free" }, support };

    private static async Task<ApiResponse> AttachAsync(HttpClient client, string name, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await ApiClient.ResponseAsync(await client.PostAsync(new Uri($"/api/v1/support/attachments?name={name}", UriKind.Relative), body));
    }

    private async Task<string> ListedAsync(object support)
    {
        var (url, id) = portal.Repository();
        var published = await portal.PublishAsync(url, Listing(support));
        Assert.Equal(HttpStatusCode.Accepted, published.Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve")).Status);
        return id;
    }

    /// <summary>It was asked two weeks ago.</summary>
    private async Task AgeAsync(Guid ticket)
    {
        var asked = DateTimeOffset.UtcNow.AddDays(-14);
        await using var db = await portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        await db.Set<TicketEvent>().Where(one => one.TicketId == ticket && one.Kind == TicketEventKind.Opened)
            .ExecuteUpdateAsync(update => update.SetProperty(one => one.At, asked));
    }
}
