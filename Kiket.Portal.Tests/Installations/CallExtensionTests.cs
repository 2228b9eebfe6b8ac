using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Secrets;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Calls over real HTTP, read as an extension reads them: by somebody else's implementation of the tokens.</summary>
public sealed class CallExtensionTests : IAsyncLifetime
{
    private const string Token = "alerts-token-7f3a9b21";
    private const string Signing = "shared signing secret";

    private readonly FakeClock _real = new();
    private ExtensionServer _extension = null!;
    private PortalDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _extension = await ExtensionServer.StartAsync();
        _database = await PortalDatabase.CreateAsync(Register);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _extension.DisposeAsync();
    }

    [Fact]
    public async Task An_extension_can_verify_who_calls_it()
    {
        var call = new ExtensionCall(Guid.NewGuid(), LifecycleEvents.Upgraded, new JsonObject { ["from"] = "1.4.2", ["to"] = "1.5.0", ["secrets"] = "mine" });
        var outcome = await RunAsync(Target("/"), call);

        Assert.Equal(CallVerdict.Allowed, outcome.Verdict);
        var received = Assert.Single(_extension.Calls);
        Assert.Equal(("POST", "/v/v1/webhooks/extension.upgraded"), (received.Method, received.Path));
        Assert.Equal("application/json; charset=utf-8", received.Headers["Content-Type"]);
        Assert.Equal(LifecycleEvents.Upgraded, received.Headers["X-Kiket-Event"]);
        Assert.Equal("v1", received.Headers["X-Kiket-Event-Version"]);
        Assert.Equal(call.Invocation.ToString(), received.Headers["X-Kiket-Invocation"]);
        Assert.Equal("globex", received.Headers["X-Kiket-Organization"]);

        var timestamp = received.Headers["X-Kiket-Timestamp"];
        Assert.Equal(_real.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), timestamp);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Signing), Encoding.UTF8.GetBytes($"{timestamp}.{received.Body}"));
        Assert.Equal(Convert.ToHexString(expected).ToLowerInvariant(), received.Headers["X-Kiket-Signature"]);

        var body = JsonNode.Parse(received.Body)!;
        Assert.Equal(("1.4.2", "1.5.0"), ((string?)body["from"], (string?)body["to"]));
        Assert.Equal(LifecycleEvents.Upgraded, (string?)body["event"]);
        Assert.Equal("v1", (string?)body["event_version"]);
        Assert.Equal($$"""{"ALERTS_TOKEN":"{{Token}}"}""", body["secrets"]!.ToJsonString());
        Assert.Equal("""{"missing":["OTHER"]}""", body["secret_status"]!.ToJsonString());
        Assert.Equal("""{"base_url":"https://portal.example","runtime_header":"X-Kiket-Runtime-Token"}""", body["api"]!.ToJsonString());
        Assert.Equal("runtime", (string?)body["authentication"]!["token_type"]);
        Assert.Equal("2026-03-02T09:05:00Z", (string?)body["authentication"]!["expires_at"]);
    }

    [Fact]
    public async Task A_runtime_token_is_valid_by_the_served_keys_and_has_exactly_the_agreed_claims()
    {
        await RunAsync(Target("/"), Call());

        var text = (string)JsonNode.Parse(_extension.Calls.Single().Body)!["authentication"]!["runtime_token"]!;
        var keys = await _database.Get<RuntimeKeys>().PublishedAsync(CancellationToken.None);
        var key = Assert.Single(keys);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = "kiket.dev",
            ValidAlgorithms = ["ES256"],
            ValidateAudience = false,
            LifetimeValidator = (_, _, _, _) => true, // the test's own clock, below
            IssuerSigningKey = new JsonWebKey { Kty = "EC", Crv = "P-256", X = key.X, Y = key.Y, Kid = key.KeyId },
        });
        Assert.True(result.IsValid, result.Exception?.Message);

        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(text.Split('.')[1]))!.AsObject();
        Assert.Equal(
            ["exp", "ext_id", "iat", "iss", "jti", "org_id", "pi_id", "proj_id", "scopes", "src", "sub"],
            claims.Select(claim => claim.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""{"org_id":7,"ext_id":12,"pi_id":345,"proj_id":null,"scopes":["issues:read","comments:write"]}""",
            new JsonObject(new[] { "org_id", "ext_id", "pi_id", "proj_id", "scopes" }.Select(name => KeyValuePair.Create(name, claims[name]?.DeepClone())))
                .ToJsonString());
        Assert.Equal(300, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal(_real.GetUtcNow().ToUnixTimeSeconds(), (long)claims["iat"]!);

        var changed = text.Split('.');
        changed[1] = Base64UrlEncoder.Encode(claims.ToJsonString().Replace("345", "346", StringComparison.Ordinal));
        using var pair = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
        });
        Assert.True(Verifies(pair, text));
        Assert.False(Verifies(pair, string.Join('.', changed)));
    }

    [Theory]
    [InlineData("", "/v/v1/webhooks/alerts.test", "/v/1.0/webhooks/alerts.test")]
    [InlineData("/webhooks", "/v/v1/webhooks/alerts.test", "/v/1.0/webhooks/alerts.test")]
    [InlineData("/app/webhooks/", "/app/v/v1/webhooks/alerts.test", "/app/v/1.0/webhooks/alerts.test")]
    [InlineData("/hooks", "/hooks", null)]
    public async Task The_other_spelling_of_the_version_is_tried_once(string path, string first, string? second)
    {
        _extension.Answer = context => Respond(context, 404, "");

        var outcome = await RunAsync(Target(path), Call("alerts.test"));

        Assert.Equal(second is null ? [first] : [first, second], _extension.Calls.Select(call => call.Path));
        Assert.Equal(new CallOutcome(CallVerdict.NotDeclared, "The extension does not know this action.", null, 404), outcome);
    }

    [Fact]
    public async Task An_extension_that_registers_itself_as_1_0_is_found()
    {
        _extension.Answer = context => Respond(context, context.Request.Path.Value!.Contains("/v/1.0/", StringComparison.Ordinal) ? 200 : 404, "");

        Assert.Equal(CallVerdict.Allowed, (await RunAsync(Target("/webhooks"), Call())).Verdict);
    }

    [Fact]
    public async Task Only_listed_lifecycle_events_are_sent()
    {
        var target = Target("/") with { LifecycleEvents = ["uninstalled"] };

        Assert.Equal(CallVerdict.NotDeclared, (await RunAsync(target, Call(LifecycleEvents.Installed))).Verdict);
        Assert.Empty(_extension.Calls);
        Assert.Equal(CallVerdict.Allowed, (await RunAsync(target, Call(LifecycleEvents.Uninstalled))).Verdict);
        Assert.Equal(CallVerdict.Allowed, (await RunAsync(target, Call("alerts.test"))).Verdict);
    }

    [Theory]
    [InlineData(200, "", CallVerdict.Allowed, null)]
    [InlineData(200, "{}", CallVerdict.Allowed, null)]
    [InlineData(200, """{"status":"allow","message":"Hello."}""", CallVerdict.Allowed, "Hello.")]
    [InlineData(202, """{"ok":true}""", CallVerdict.Allowed, null)]
    [InlineData(200, """{"status":"deny","message":"The token is\nwrong."}""", CallVerdict.Denied, "The token is wrong.")]
    [InlineData(200, """{"status":"deny","message":7}""", CallVerdict.Denied, "The extension refused without a reason.")]
    [InlineData(200, """{"status":"deny","message":"alerts-token-7f3a9b21 is wrong."}""", CallVerdict.Denied, "… is wrong.")]
    [InlineData(200, """{"status":"pending"}""", CallVerdict.TryAgain, "The extension is still working on it.")]
    [InlineData(200, "<html>", CallVerdict.TryAgain, "The extension didn't return a JSON object.")]
    [InlineData(200, "[1]", CallVerdict.TryAgain, "The extension didn't return a JSON object.")]
    [InlineData(200, """{"status":"deny","status":"allow"}""", CallVerdict.TryAgain, "The extension didn't return a JSON object.")]
    [InlineData(302, "", CallVerdict.TryAgain, "The extension answered with a redirect (302), which isn't followed.")]
    [InlineData(400, """{"error":"No such room."}""", CallVerdict.Denied, "No such room.")]
    [InlineData(403, "no", CallVerdict.Denied, "The extension returned 403.")]
    [InlineData(429, "", CallVerdict.TryAgain, "The extension is receiving too many calls (429).")]
    [InlineData(500, """{"message":"Stack trace"}""", CallVerdict.TryAgain, "The extension returned 500.")]
    public async Task Each_answer_has_its_verdict(int status, string body, CallVerdict verdict, string? message)
    {
        _extension.Answer = context =>
        {
            context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
            return Respond(context, status, body);
        };

        Assert.Equal(new CallOutcome(verdict, message, null, status), await RunAsync(Target("/hooks"), Call()));
        Assert.Single(_extension.Calls);
    }

    [Fact]
    public async Task Output_fields_of_a_test_are_handed_on()
    {
        _extension.Answer = context => Respond(context, 200, """{"status":"allow","metadata":{"output_fields":{"inbox_url":"https://a.test/in"}}}""");

        Assert.Equal("""{"inbox_url":"https://a.test/in"}""", (await RunAsync(Target("/"), Call("alerts.test"))).OutputFields!.ToJsonString());
    }

    [Fact]
    public async Task A_body_without_an_end_is_cut()
    {
        var sent = 0L;
        _extension.Answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[16_384], context.RequestAborted);
                sent += 16_384;
            }
        };

        Assert.Equal("The extension returned more than 64 KiB.", (await RunAsync(Target("/"), Call())).Message);
        Assert.True(sent < 64 * 1024 * 1024, $"{sent:N0} bytes were taken.");
    }

    [Fact]
    public async Task An_extension_that_hangs_is_given_the_time_of_its_callback()
    {
        _extension.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var outcome = await RunAsync(Target("/") with { Timeout = TimeSpan.FromMilliseconds(200) }, Call());

        Assert.Equal(new CallOutcome(CallVerdict.TryAgain, "The extension took too long.", null, null), outcome);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", true, "The extension can't be reached.")]
    [InlineData("https://10.0.0.1/", true, "The extension wasn't called: the address isn't public.")]
    [InlineData("http://127.0.0.1:1/", false, "The extension wasn't called: the address doesn't use https.")]
    [InlineData("https://127.0.0.1/", false, "The extension wasn't called: the address isn't public.")]
    [InlineData("https://alerts.acme.test:8443/", false, "The extension wasn't called: the address uses port 8443, but only port 443 is allowed.")]
    public async Task Only_public_addresses_are_called_and_this_machine_only_in_development(string address, bool allowLoopback, string message)
    {
        using var client = new CallClient(new GuardedConnections(Dns.GetHostAddressesAsync, allowLoopback, new LoopbackStandIns()));

        var outcome = await Using(client).RunAsync(Target("/") with { Callback = new Uri(address) }, Call(), CancellationToken.None);

        Assert.Equal(new CallOutcome(CallVerdict.TryAgain, message, null, null), outcome);
    }

    [Fact]
    public async Task Every_try_of_a_call_is_listed_and_old_ones_go()
    {
        var call = Call();
        _extension.Answer = context => Respond(context, 503, "");
        await RunAsync(Target("/hooks?key=abc"), call);
        _extension.Answer = context => Respond(context, 200, """{"message":"Ready."}""");
        await RunAsync(Target("/hooks?key=abc"), call);
        await RunAsync(Target("/") with { InstallationNumber = 9 }, Call());

        var page = await _database.Get<CallQueries>().ListAsync(345, new PageRequest(1, 20), CancellationToken.None);

        Assert.Equal(
            [(2, CallResult.Allowed, 200, "Ready."), (1, CallResult.ServerError, 503, "The extension returned 503.")],
            page.Items.Select(attempt => (attempt.Try, attempt.Result, attempt.Status ?? 0, attempt.Message ?? "")));
        var address = new Uri(_extension.Address, "/hooks").AbsoluteUri;
        Assert.All(page.Items, attempt => Assert.Equal((call.Invocation, address), (attempt.Invocation, attempt.Address)));
        Assert.Equal(2, page.Total);

        var later = new FakeClock();
        later.Advance(DateTimeOffset.UtcNow - later.GetUtcNow() + SweepCallAttempts.StoredFor + TimeSpan.FromMinutes(1));
        await new SweepCallAttempts(_database.Databases, later).RunAsync(CancellationToken.None);
        Assert.Equal(0, (await _database.Get<CallQueries>().ListAsync(345, new PageRequest(1, 20), CancellationToken.None)).Total);
    }

    [Fact]
    public async Task Nothing_secret_is_stored_in_plain_text()
    {
        _extension.Answer = context => Respond(context, 200, "{\"message\":\"" + Token + " " + Signing + "\"}");
        await RunAsync(Target("/"), Call());

        await using var db = await _database.OpenAsync();
        var attempt = await db.Set<CallAttempt>().SingleAsync();
        Assert.Equal("… …", attempt.Message);
        var key = await db.Set<RuntimeKey>().SingleAsync();
        Assert.DoesNotContain("MIG", key.PrivateKey, StringComparison.Ordinal);
        Assert.Equal($"…{Token[^4..]}", new SecretText(Token).ToString());
    }

    private static bool Verifies(ECDsa pair, string token)
    {
        var parts = token.Split('.');
        return pair.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256);
    }

    private static ExtensionCall Call(string name = LifecycleEvents.Installed) => new(Guid.NewGuid(), name, []);

    private static async Task Respond(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body);
        }
    }

    private ExtensionTarget Target(string path) => new(
        new Uri(_extension.Address, path),
        "v1",
        TimeSpan.Zero,
        Required: false,
        ["installed", LifecycleEvents.Upgraded],
        OrganizationNumber: 7,
        ExtensionNumber: 12,
        InstallationNumber: 345,
        "globex",
        ["issues:read", "comments:write"],
        new Dictionary<string, SecretText>(StringComparer.Ordinal) { ["ALERTS_TOKEN"] = new(Token) },
        ["OTHER"],
        new SecretText(Signing));

    private Task<CallOutcome> RunAsync(ExtensionTarget target, ExtensionCall call) =>
        _database.Get<CallExtension>().RunAsync(target, call, CancellationToken.None);

    private CallExtension Using(CallClient client) => new(
        client, _database.Get<RuntimeTokens>(), _database.Get<SecretLinks>(), _database.Databases, _database.Get<RealTime>(), TimeProvider.System);

    private void Register(IServiceCollection services)
    {
        services.Configure<PortalOptions>(options => options.PublicUrl = new Uri("https://portal.example/"));
        services.AddSecrets(new ConfigurationBuilder().Build());
        services.AddSingleton(new RealTime(_real));
        services.AddExtensionCalls();
        services.AddSingleton(new CallClient(new GuardedConnections(Dns.GetHostAddressesAsync, allowLoopback: true, new LoopbackStandIns())));
    }
}
