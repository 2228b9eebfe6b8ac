using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>What the chosen gateway needs must be set before the portal starts.</summary>
internal sealed class CheckGateway(IOptions<StripeOptions> stripe, IServiceProvider services) : IValidateOptions<BillingOptions>
{
    public ValidateOptionsResult Validate(string? name, BillingOptions options)
    {
        var problems = options.Gateway switch
        {
            BillingGateway.Stripe => stripe.Value.Problems().ToList(),
            BillingGateway.Demo when services.GetService<IHostEnvironment>()?.IsProduction() == true =>
                ["Billing:Gateway is Demo in Production, where nothing would be paid. Choose BankTransfer or Stripe."],
            _ => [],
        };
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
