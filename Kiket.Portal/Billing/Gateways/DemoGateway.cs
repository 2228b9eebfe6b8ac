using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>
/// Cards and accounts to try the portal with: each does what its name says, and nothing leaves this machine. It remembers nothing: what a reference
/// stands for is in the reference.
/// </summary>
public sealed class DemoGateway : IPaymentGateway
{
    private const string Pays = "pays";
    private const string Declines = "declines";
    private const string Disputes = "disputes";
    private const string Returns = "returns";

    public string Name => "Demo payments";

    public bool IsAutomatic => true;

    public Task<Result<GatewaySetup>> SetUpMethodAsync(SetupOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<Result<GatewaySetup>>(new GatewaySetup(
            null, [(Pays, "A card that pays"), (Declines, "A card that is declined"), (Disputes, "A card whose bank disputes the payment")]));

    public Task<Result<GatewaySetup>> OnboardAsync(SetupOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<Result<GatewaySetup>>(new GatewaySetup(
            null, [(Pays, "An account that receives payouts"), (Returns, "An account from which payouts come back")]));

    public Task<GatewayOutcome> ChargeAsync(ChargeOrder order, CancellationToken cancellationToken) => Task.FromResult(
        order.Method == Declines
            ? new GatewayOutcome(GatewayState.Declined, Reference("charge", order.Method, order.Id), "The card was declined.")
            : new GatewayOutcome(GatewayState.Succeeded, Reference("charge", order.Method, order.Id)));

    public Task<GatewayOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(new GatewayOutcome(GatewayState.Succeeded, Reference("refund", Pays, order.Id)));

    public Task<GatewayOutcome> SendPayoutAsync(PayoutOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(new GatewayOutcome(GatewayState.Pending, Reference("payout", order.Account, order.Id)));

    public Task<GatewayRecord?> ReadAsync(GatewayKind kind, string reference, CancellationToken cancellationToken)
    {
        if (kind is GatewayKind.Setup or GatewayKind.Account)
        {
            return Task.FromResult(reference is Pays or Declines or Disputes or Returns
                ? new GatewayRecord(kind, reference, GatewayState.Succeeded)
                {
                    Customer = "demo",
                    Method = reference,
                    Label = kind == GatewayKind.Account ? "demo" : $"Demo card that {reference}",
                }
                : null);
        }

        return Task.FromResult(reference.Split(':') is [_, var what, var id] && Guid.TryParse(id, out var order)
            ? new GatewayRecord(kind, reference, StateOf(kind, what), order)
            {
                Charge = kind == GatewayKind.Dispute ? reference : "",
                Problem = what switch
                {
                    Disputes => "The customer doesn't recognize the payment.",
                    Returns => "The account is closed.",
                    Declines => "The card was declined.",
                    _ => "",
                },
            }
            : null);
    }

    private static GatewayState StateOf(GatewayKind kind, string what) => (kind, what) switch
    {
        (GatewayKind.Charge, Declines) => GatewayState.Declined,
        (GatewayKind.Charge or GatewayKind.Dispute, Disputes) => GatewayState.Disputed,
        (GatewayKind.Payout, Returns) => GatewayState.Returned,
        _ => GatewayState.Succeeded,
    };

    private static string Reference(string what, string how, Guid id) => $"{what}:{how}:{id}";
}
