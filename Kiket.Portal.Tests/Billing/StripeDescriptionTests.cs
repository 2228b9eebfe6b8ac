using System.Text.Json.Nodes;

namespace Kiket.Portal.Tests.Billing;

/// <summary>The check of our calls against Stripe's description finds what is wrong with a call, tried with an excerpt of it.</summary>
public sealed class StripeDescriptionTests
{
    private static string Excerpt => Path.Combine(AppContext.BaseDirectory, "Samples", "stripe-excerpt.json");

    [Fact]
    public async Task Every_call_of_the_portal_is_as_described()
    {
        await using var output = new StringWriter();
        Assert.Equal(0, await StripeCalls.CheckAsync(Excerpt, output));
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("16 calls, 0 problems.", lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("GET /v1/payment_intents/search (query", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd", "")]
    [InlineData("POST", "/v1/payment_intents", "amount=5", "currency is missing.")]
    [InlineData("POST", "/v1/payment_intents", "amount=five;currency=usd", "amount must be a whole number.")]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd;confirm=maybe", "confirm must be true or false.")]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd;off_session=recurring", "")]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd;off_session=never", "off_session must be one of one_off, recurring.")]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd;payment_method_types[0]=card", "payment_method_types[0] isn't described.")]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd;metadata[order]=1", "")]
    [InlineData("POST", "/v1/payment_intents", "amount=5;currency=usd;metadata=1", "metadata must have parts.")]
    [InlineData("POST", "/v1/checkout/sessions", "mode=later", "mode must be one of payment, setup, subscription.")]
    [InlineData("POST", "/v1/accounts", "capabilities[transfers][asked]=true", "capabilities[transfers][asked] isn't described.")]
    [InlineData("GET", "/v1/payment_intents/search", "", "query is missing.")]
    [InlineData("GET", "/v1/disputes/dp_1", "expand[0]=payment_intent", "")]
    [InlineData("GET", "/v1/disputes/dp_1", "expand[first]=payment_intent", "expand[first] is no place of a list.")]
    [InlineData("GET", "/v1/balance", "", "GET /v1/balance isn't described.")]
    public async Task What_the_description_does_not_allow_is_a_problem(string method, string path, string fields, string problem)
    {
        var call = new StripeCall(
            method, path, [.. fields.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=')).Select(pair => (pair[0], pair[1]))]);
        var found = (await StripeDescription.LoadAsync(Excerpt)).Problems(call);
        Assert.Equal(problem, found.Count == 0 ? "" : Assert.Single(found).Replace($"{method} {path}: ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_property_that_no_answer_has_is_a_problem_and_so_is_a_missing_file()
    {
        var text = JsonNode.Parse(await File.ReadAllTextAsync(Excerpt))!.AsObject();
        text["components"]!["schemas"]!["transfer"]!["properties"]!.AsObject().Remove("reversed");
        Assert.Equal(["transfer has no reversed."], new StripeDescription(text).UnknownProperties());
        await using var output = new StringWriter();
        Assert.Equal(2, await StripeCalls.CheckAsync("nowhere.json", output));
    }
}
