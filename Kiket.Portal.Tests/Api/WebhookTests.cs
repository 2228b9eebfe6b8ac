using System.Net;
using System.Net.Sockets;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>What the address for GitHub's deliveries accepts, and what it doesn't, over HTTP.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WebhookTests(ApiPortal portal) : IAsyncLifetime
{
    private string _fullName = "";
    private string _secret = "";
    private long _id;

    public async Task InitializeAsync() => (_fullName, _id, _secret) = await ConnectedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_signed_push_is_stored_and_leads_to_a_reading()
    {
        var delivery = Guid.NewGuid().ToString();
        var answer = await SendAsync(Pushed.Body(_id), delivery: delivery);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("accepted", answer.Body.GetProperty("state").GetString());
        var stored = await EndedAsync(delivery);
        Assert.Equal(("push", "refs/heads/main", Pushed.Head, "ada"), (stored.Event, stored.Reference, stored.Commit, stored.Sender));
        Assert.Equal(DeliveryVerdict.Current, stored.Verdict);
        Assert.Equal(WebhookDeliveryState.Done, stored.State);
        Assert.NotEmpty(stored.Effect);
    }

    /// <summary>Every way to get it wrong, from no signature to somebody else's.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("empty")]
    [InlineData("sha1 alone")]
    [InlineData("without its prefix")]
    [InlineData("another prefix")]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("no hexadecimal")]
    [InlineData("base64")]
    [InlineData("another secret")]
    [InlineData("no secret")]
    [InlineData("another repository's")]
    [InlineData("another body's")]
    [InlineData("with a time")]
    [InlineData("sent twice")]
    [InlineData("unknown repository")]
    [InlineData("no repository")]
    [InlineData("number as text")]
    [InlineData("number too large")]
    [InlineData("cut body")]
    [InlineData("no JSON")]
    [InlineData("deep JSON")]
    [InlineData("no body")]
    public async Task A_wrong_signature_gets_one_answer_and_leaves_nothing(string mistake)
    {
        var body = Pushed.Body(_id);
        var right = Pushed.Sign(_secret, body);
        var other = await ConnectedAsync();
        var (sent, signature) = mistake switch
        {
            "none" or "sha1 alone" => (body, null),
            "empty" => (body, ""),
            "without its prefix" => (body, right[7..]),
            "another prefix" => (body, "SHA256=" + right[7..]),
            "cut" => (body, right[..^2]),
            "longer" => (body, right + "00"),
            "no hexadecimal" => (body, "sha256=" + new string('z', 64)),
            "base64" => (body, "sha256=" + Convert.ToBase64String(Convert.FromHexString(right[7..]))),
            "another secret" => (body, Pushed.Sign("another secret", body)),
            "no secret" => (body, Pushed.Sign("", body)),
            "another repository's" => (body, Pushed.Sign(other.Secret, body)),
            "another body's" => (body, Pushed.Sign(_secret, Pushed.Body(_id, "refs/heads/other"))),
            "with a time" => (body, Pushed.Sign(_secret, [.. "1764000000."u8, .. body])),
            "sent twice" => (body, right),
            "unknown repository" => (Pushed.Body(987654321), Pushed.Sign(_secret, Pushed.Body(987654321))),
            "no repository" => Signed("""{"ref":"refs/heads/main"}"""),
            "number as text" => Signed($$$"""{"ref":"refs/heads/main","repository":{"id":"{{{_id}}}"}}"""),
            "number too large" => Signed("""{"ref":"refs/heads/main","repository":{"id":123456789012345678901234567890}}"""),
            "cut body" => Signed("""{"ref":"refs/heads/main","repository":{"id":"""),
            "no JSON" => Signed("payload=%7B%7D"),
            "deep JSON" => Signed($$$"""{"ref":{{{new string('[', 100) + new string(']', 100)}}},"repository":{"id":{{{_id}}} }}"""),
            _ => Signed(""),
        };
        using var request = Pushed.Request(sent, signature);
        if (mistake == "sha1 alone")
        {
            request.Headers.Add("X-Hub-Signature", "sha1=0000000000000000000000000000000000000000");
        }
        else if (mistake == "sent twice")
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", "sha256=" + new string('0', 64));
        }

        var before = await CountAsync();
        using var reply = await portal.Client().SendAsync(request);
        using var unknown = await portal.Client().SendAsync(Pushed.Request(Pushed.Body(987654321), Pushed.Sign("whatever", Pushed.Body(987654321))));

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal(await unknown.Content.ReadAsStringAsync(), await reply.Content.ReadAsStringAsync());
        Assert.Equal(Headers(unknown), Headers(reply));
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? type)
    {
        var body = Pushed.Body(_id);
        using var request = Pushed.Request(body, Pushed.Sign(_secret, body), type: type);

        (await ApiClient.ResponseAsync(await portal.Client().SendAsync(request))).Refused(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData(26_214_400, true, HttpStatusCode.Accepted)]
    [InlineData(26_214_400, false, HttpStatusCode.Accepted)]
    [InlineData(26_214_401, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(26_214_401, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_25_MiB(int bytes, bool saysItsLength, HttpStatusCode status)
    {
        var body = Pushed.Body(_id, more: "\"padding\":\"" + new string('x', bytes - Pushed.Body(_id, more: "\"padding\":\"\",").Length) + "\",");
        Assert.Equal(bytes, body.Length);
        using var request = Pushed.Request(body, Pushed.Sign(_secret, body));
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.ExpectContinue = true;

        using var reply = await portal.Client().SendAsync(request);
        Assert.Equal(status, reply.StatusCode);
    }

    [Fact]
    public async Task Other_addresses_keep_their_smaller_limit()
    {
        var client = portal.Client(portal.Publisher);
        client.DefaultRequestHeaders.ExpectContinue = true;
        var reply = await client.PostTextAsync("/api/v1/extensions/registry/marketplace/publish", new string(' ', 2 * 1024 * 1024));
        reply.Refused(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task A_ping_is_answered_and_shown()
    {
        var delivery = Guid.NewGuid().ToString();
        var answer = await SendAsync(Encoding.UTF8.GetBytes($$$"""{"zen":"Keep it simple.","hook_id":1,"repository":{"id":{{{_id}}} }}"""), "ping", delivery);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(SyncOutcome.Ping, (await FindAsync(delivery))!.Outcome);
    }

    [Theory]
    [InlineData("issues", "refs/heads/main", SyncOutcome.OtherEvent)]
    [InlineData("push", "refs/heads/topic", SyncOutcome.OtherReference)]
    [InlineData("push", "refs/tags/v1.0.0", SyncOutcome.OtherReference)]
    [InlineData("push", "refs/tags/main", SyncOutcome.OtherReference)]
    public async Task What_no_listing_follows_is_recorded_and_ignored(string @event, string reference, SyncOutcome outcome)
    {
        var delivery = Guid.NewGuid().ToString();
        var answer = await SendAsync(Pushed.Body(_id, reference), @event, delivery);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var stored = (await FindAsync(delivery))!;
        Assert.Equal((WebhookDeliveryState.Ignored, outcome, 0), (stored.State, stored.Outcome, stored.Attempts));
    }

    [Fact]
    public async Task A_repeated_delivery_does_nothing_twice()
    {
        var delivery = Guid.NewGuid().ToString();
        var first = await SendAsync(Pushed.Body(_id), delivery: delivery);
        await EndedAsync(delivery);
        var again = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(Pushed.Body(_id), delivery: delivery)));

        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.All(again, answer => Assert.Equal((HttpStatusCode.OK, "known"), (answer.Status, answer.Body.GetProperty("state").GetString())));
        Assert.Equal(1, (await EndedAsync(delivery)).Attempts);
    }

    [Theory]
    [InlineData(null, "push")]
    [InlineData("two words", "push")]
    [InlineData("d1", null)]
    public async Task Without_its_headers_a_signed_body_is_no_delivery(string? delivery, string? @event)
    {
        var body = Pushed.Body(_id);
        using var request = Pushed.Request(body, Pushed.Sign(_secret, body), @event);
        request.Headers.Remove("X-GitHub-Delivery");
        if (delivery is not null)
        {
            request.Headers.TryAddWithoutValidation("X-GitHub-Delivery", delivery);
        }

        (await ApiClient.ResponseAsync(await portal.Client().SendAsync(request))).Refused(HttpStatusCode.UnprocessableEntity, "delivery_header_missing");
    }

    [Theory]
    [InlineData("""{"repository":{"id":ID},"ref":""")]
    [InlineData("""{"repository":{"id":ID}}""")]
    [InlineData("""{"repository":{"id":ID},"ref":"refs/heads/main"} and more""")]
    [InlineData("""{"repository":{"id":ID},"ref":["refs/heads/main"]}""")]
    public async Task A_signed_body_that_is_no_push_is_refused(string text)
    {
        var answer = await SendAsync(Encoding.UTF8.GetBytes(text.Replace("ID", $"{_id}", StringComparison.Ordinal)));
        answer.Refused(HttpStatusCode.UnprocessableEntity, "payload_invalid");
    }

    [Fact]
    public async Task The_number_decides_and_not_the_name()
    {
        var victim = await ConnectedAsync();
        var delivery = Guid.NewGuid().ToString();
        var answer = await SendAsync(Pushed.Body(_id, fullName: victim.FullName, more: $"\"repository_id\":{victim.Id},"), delivery: delivery);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var stored = await EndedAsync(delivery);
        await using var db = await OpenAsync();
        Assert.Equal(_id, (await db.Set<ExtensionRepository>().SingleAsync(repository => repository.Id == stored.RepositoryId)).GitHubId);
    }

    [Fact]
    public async Task A_push_of_thousands_of_commits_is_one_delivery()
    {
        var commit = """{"id":"1234567890abcdef1234567890abcdef12345678","message":"Say more","added":["a.md"],"modified":[]}""";
        var body = Pushed.Body(_id, more: $"\"head_commits\":[{string.Join(',', Enumerable.Repeat(commit, 2048))}],");

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(body)).Status);
    }

    private (byte[] Body, string Signature) Signed(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return (body, Pushed.Sign(_secret, body));
    }

    private async Task<ApiResponse> SendAsync(byte[] body, string @event = "push", string? delivery = null)
    {
        using var request = Pushed.Request(body, Pushed.Sign(_secret, body), @event, delivery);
        return await ApiClient.ResponseAsync(await portal.Client().SendAsync(request));
    }

    /// <summary>A repository that acme has published from, with its number and its secret.</summary>
    private async Task<(string FullName, long Id, string Secret)> ConnectedAsync()
    {
        var (url, _) = portal.Repository();
        await using var db = await OpenAsync();
        var acme = await db.Set<Organization>().Where(organization => organization.Slug == "acme").Select(organization => organization.Id).SingleAsync();
        var services = portal.Server.Services;
        var connected = await services.GetRequiredService<ConnectRepository>()
            .RunAsync(new ConnectRepositoryRequest(acme, url, Token: null, portal.Ada), default);
        var repository = connected.Value.Repository;
        return (repository.FullName, repository.GitHubId, services.GetRequiredService<RepositoryWebhooks>().Reveal(repository)!);
    }

    private async Task<WebhookDelivery> EndedAsync(string delivery)
    {
        for (var left = 200; left > 0; left--)
        {
            if (await FindAsync(delivery) is { IsEnded: true } ended)
            {
                return ended;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The delivery {delivery} was not worked on.");
    }

    private async Task<WebhookDelivery?> FindAsync(string delivery)
    {
        await using var db = await OpenAsync();
        return await db.Set<WebhookDelivery>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.DeliveryId == delivery);
    }

    private async Task<int> CountAsync()
    {
        await using var db = await OpenAsync();
        return await db.Set<WebhookDelivery>().CountAsync();
    }

    private static string Headers(HttpResponseMessage reply) => string.Join(
        '\n',
        reply.Headers.Concat(reply.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}"));

    private Task<PortalDb> OpenAsync() => portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
}

/// <summary>A flood of wrong signatures is stopped before it costs more than its headers.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WebhookFloodTests : IAsyncLifetime
{
    private readonly ApiPortal _portal = new(("Api:RateLimits:Signature:Burst", "3"), ("Api:RateLimits:Signature:PerMinute", "1"));

    public Task InitializeAsync() => _portal.InitializeAsync();

    public Task DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task An_address_with_many_wrong_signatures_waits_before_its_next_body_is_read()
    {
        var body = Pushed.Body(1);
        for (var wrong = 0; wrong < 3; wrong++)
        {
            using var reply = await _portal.Client().SendAsync(Pushed.Request(body, Pushed.Sign("wrong", body)));
            Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        }

        // A body that never comes keeps its reader waiting.
        using var connection = new TcpClient();
        await connection.ConnectAsync(_portal.Server.Address.Host, _portal.Server.Address.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Pushed.Address} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
            + $"X-Hub-Signature-256: {Pushed.Sign("wrong", body)}\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var limited = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(8));

        Assert.Equal("HTTP/1.1 429 Too Many Requests", limited);
    }

    /// <summary>GitHub sends everybody's deliveries from few addresses, also those of a webhook whose secret is wrong.</summary>
    [Fact]
    public async Task Valid_deliveries_are_never_limited_by_the_wrong_signatures_of_another_webhook_from_the_same_address()
    {
        var (number, secret) = await FollowedAsync();
        var body = Pushed.Body(number);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(body, Pushed.Sign(secret, body), "40000001"));

        var statuses = new List<HttpStatusCode>();
        for (var wrong = 0; wrong < 60; wrong++)
        {
            statuses.Add(await SendAsync(body, Pushed.Sign("wrong", body), "40000002"));
            Assert.Equal(HttpStatusCode.Accepted, await SendAsync(body, Pushed.Sign(secret, body), "40000001"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    private async Task<HttpStatusCode> SendAsync(byte[] body, string signature, string hook)
    {
        using var request = Pushed.Request(body, signature);
        request.Headers.Add("X-GitHub-Hook-ID", hook);
        using var reply = await _portal.Client().SendAsync(request);
        return reply.StatusCode;
    }

    private async Task<(long Number, string Secret)> FollowedAsync()
    {
        var (url, _) = _portal.Repository();
        var services = _portal.Server.Services;
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var acme = await db.Set<Organization>().Where(organization => organization.Slug == "acme").Select(organization => organization.Id).SingleAsync();
        var connected = await services.GetRequiredService<ConnectRepository>()
            .RunAsync(new ConnectRepositoryRequest(acme, url, Token: null, _portal.Ada), default);
        return (connected.Value.Repository.GitHubId, services.GetRequiredService<RepositoryWebhooks>().Reveal(connected.Value.Repository)!);
    }
}
