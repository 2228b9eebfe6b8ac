using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>Customers and operators make transfers at their banks, and operators record them. Nothing happens by itself.</summary>
public sealed class BankTransferGateway : IPaymentGateway
{
    private static readonly Error ByTransfer = Error.Conflict(
        "pays_by_transfer", "This marketplace is paid by bank transfer. Each invoice says how to pay it.");

    public string Name => "Bank transfer";

    public bool IsAutomatic => false;

    public Task<Result<GatewaySetup>> SetUpMethodAsync(SetupOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<Result<GatewaySetup>>(ByTransfer);

    public Task<Result<GatewaySetup>> OnboardAsync(SetupOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<Result<GatewaySetup>>(ByTransfer);

    public Task<GatewayOutcome> ChargeAsync(ChargeOrder order, CancellationToken cancellationToken) => Task.FromResult(Declined);

    public Task<GatewayOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken) => Task.FromResult(Declined);

    public Task<GatewayOutcome> SendPayoutAsync(PayoutOrder order, CancellationToken cancellationToken) => Task.FromResult(Declined);

    public Task<GatewayRecord?> ReadAsync(GatewayKind kind, string reference, CancellationToken cancellationToken) =>
        Task.FromResult<GatewayRecord?>(null);

    private static GatewayOutcome Declined => new(GatewayState.Declined, Problem: ByTransfer.Message);
}
