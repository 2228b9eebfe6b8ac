using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Billing;

/// <summary>
/// What Stripe does with the calls that the portal makes, in memory: orders with the same key happen once, cards decline, and objects can be changed
/// as if something had happened there.
/// </summary>
internal sealed class StripeStandIn : IAsyncDisposable
{
    public const string Key = "sk_test_portal";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _keys = new();
    private int _next;

    private StripeStandIn(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentDictionary<string, JsonObject> Objects { get; } = new();

    /// <summary>Calls that order money, also those that were answered from memory.</summary>
    public ConcurrentQueue<string> Orders { get; } = new();

    /// <summary>All calls, with what they sent.</summary>
    public ConcurrentQueue<StripeCall> Calls { get; } = new();

    /// <summary>What was ordered is done, and the answer is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Of refunds that are made from now on.</summary>
    public string RefundState { get; set; } = "succeeded";

    public static async Task<StripeStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stripe = new StripeStandIn(app);
        app.Use(stripe.RecordAsync);
        app.MapPost("/v1/customers", request => stripe.CreateAsync(request, "cus", "customer"));
        app.MapPost("/v1/checkout/sessions", request => stripe.CreateAsync(request, "cs", "checkout.session"));
        app.MapPost("/v1/payment_intents", request => stripe.CreateAsync(request, "pi", "payment_intent"));
        app.MapPost("/v1/refunds", request => stripe.CreateAsync(request, "re", "refund"));
        app.MapPost("/v1/accounts", request => stripe.CreateAsync(request, "acct", "account"));
        app.MapPost("/v1/account_links", request => stripe.CreateAsync(request, "link", "account_link"));
        app.MapPost("/v1/transfers", request => stripe.CreateAsync(request, "tr", "transfer"));
        app.MapGet("/v1/payment_intents/search", stripe.SearchAsync);
        app.MapGet("/v1/transfers", request => stripe.ListAsync(request, "transfer", "transfer_group"));
        app.MapGet("/v1/refunds", request => stripe.ListAsync(request, "refund", "payment_intent"));
        foreach (var path in new[] { "payment_intents", "checkout/sessions", "accounts", "transfers", "disputes", "refunds" })
        {
            app.MapGet($"/v1/{path}/{{id}}", stripe.ReadAsync);
        }

        await app.StartAsync();
        return stripe;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A day has passed.</summary>
    public void ForgetKeys() => _keys.Clear();

    public JsonObject Single(string type) => Objects.Values.Single(one => one["object"]!.GetValue<string>() == type);

    public int Count(string type) => Objects.Values.Count(one => one["object"]!.GetValue<string>() == type);

    /// <summary>A customer's bank takes a payment back.</summary>
    public string Dispute(string intent)
    {
        var id = Next("dp");
        Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "dispute",
            ["status"] = "needs_response",
            ["reason"] = "fraudulent",
            ["payment_intent"] = Objects[intent].DeepClone(),
        };
        return id;
    }

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var fields = request.HasFormContentType
            ? (await request.ReadFormAsync()).Select(field => (field.Key, field.Value.ToString()))
            : request.Query.Select(field => (field.Key, field.Value.ToString()));
        Calls.Enqueue(new StripeCall(request.Method, request.Path, [.. fields]));
        await next(context);
    }

    private string Next(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Interlocked.Increment(ref _next)}");

    private async Task CreateAsync(HttpContext context, string prefix, string type)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, Error("invalid_request_error", "No such key."));
            return;
        }

        var form = await context.Request.ReadFormAsync();
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var isOrder = type is "payment_intent" or "transfer" or "refund";
        if (isOrder)
        {
            Orders.Enqueue(key);
        }

        if (key.Length > 0 && _keys.TryGetValue(key, out var known))
        {
            await AnswerAsync(context, StatusCodes.Status200OK, Objects[known]);
            return;
        }

        var made = Make(Next(prefix), type, form);
        if (made["payment_method"]?.GetValue<string>() == "pm_declines")
        {
            await AnswerAsync(context, StatusCodes.Status402PaymentRequired, Error("card_error", "Your card was declined."));
            return;
        }

        Objects[made["id"]!.GetValue<string>()] = made;
        if (key.Length > 0)
        {
            _keys[key] = made["id"]!.GetValue<string>();
        }

        await AnswerAsync(
            context,
            LosesAnswers && isOrder ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK,
            LosesAnswers && isOrder ? Error("api_error", "Something went wrong.") : made);
    }

    private JsonObject Make(string id, string type, IFormCollection form)
    {
        var metadata = new JsonObject();
        foreach (var (name, value) in form.Where(pair => pair.Key.StartsWith("metadata[", StringComparison.Ordinal)))
        {
            metadata[name[9..^1]] = value.ToString();
        }

        var made = new JsonObject { ["id"] = id, ["object"] = type, ["metadata"] = metadata };
        foreach (var name in new[] { "amount", "customer", "payment_method", "transfer_group", "destination", "payment_intent" })
        {
            if (form.TryGetValue(name, out var value))
            {
                made[name] = name == "amount" ? JsonValue.Create(long.Parse(value!, CultureInfo.InvariantCulture)) : JsonValue.Create(value.ToString());
            }
        }

        made["status"] = type == "refund" ? RefundState : made["payment_method"]?.GetValue<string>() == "pm_takes_days" ? "processing" : "succeeded";
        if (type is "checkout.session" or "account_link")
        {
            made["url"] = $"https://stripe.test/{id}";
        }

        return made;
    }

    private async Task ReadAsync(HttpContext context) => await (Objects.TryGetValue((string)context.Request.RouteValues["id"]!, out var found)
        ? AnswerAsync(context, StatusCodes.Status200OK, found)
        : AnswerAsync(context, StatusCodes.Status404NotFound, Error("invalid_request_error", "No such object.")));

    private Task SearchAsync(HttpContext context)
    {
        var query = context.Request.Query["query"].ToString();
        var found = new JsonArray([.. Objects.Values
            .Where(one => one["object"]!.GetValue<string>() == "payment_intent" && query == $"metadata['order']:'{one["metadata"]!["order"]}'")
            .Select(one => (JsonNode)one.DeepClone())]);
        return AnswerAsync(context, StatusCodes.Status200OK, new JsonObject { ["object"] = "search_result", ["data"] = found, ["has_more"] = false });
    }

    private Task ListAsync(HttpContext context, string type, string by) => AnswerAsync(context, StatusCodes.Status200OK, new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. Objects.Values
            .Where(one => one["object"]!.GetValue<string>() == type && one[by]?.GetValue<string>() == context.Request.Query[by])
            .Select(one => (JsonNode)one.DeepClone())]),
        ["has_more"] = false,
    });

    private static JsonObject Error(string type, string message) =>
        new() { ["error"] = new JsonObject { ["type"] = type, ["message"] = message } };

    private static Task AnswerAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        // Stripe's own header keeps the library from trying a lost answer again within the call.
        context.Response.Headers["Stripe-Should-Retry"] = "false";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
