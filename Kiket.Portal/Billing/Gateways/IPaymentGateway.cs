using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Gateways;

public enum GatewayState
{
    Succeeded,

    /// <summary>It is on its way, and ends later.</summary>
    Pending,

    /// <summary>It didn't happen, and asking again changes nothing.</summary>
    Declined,

    /// <summary>Nobody knows whether it happened. The same order is given again, which happens once.</summary>
    Unknown,

    /// <summary>The customer's bank took the payment back and looks at it.</summary>
    Disputed,

    /// <summary>A payout came back, or a dispute was lost.</summary>
    Returned,
}

/// <param name="Reference">The gateway's own name of it; empty when it gave none.</param>
/// <param name="Problem">For people; empty when all went well.</param>
public sealed record GatewayOutcome(GatewayState State, string Reference = "", string Problem = "");

/// <summary>Where a person enters a card or an account: at the gateway's own address, or by choosing one.</summary>
/// <param name="Address">Null when there is something to choose from.</param>
/// <param name="Choices">Empty when there is an address.</param>
/// <param name="Customer">The gateway's name of the organization; empty when it has none.</param>
public sealed record GatewaySetup(Uri? Address, IReadOnlyList<(string Key, string Label)> Choices, string Customer = "");

/// <param name="Customer">The gateway's name of it from an earlier time; empty for none.</param>
/// <param name="Back">The page to come back to.</param>
public sealed record SetupOrder(Guid OrganizationId, string Name, string Customer, Uri Back);

/// <param name="Id">Makes it happen once, however often it is ordered.</param>
/// <param name="Group">The invoice, which its payment and the publishers' payouts have in common.</param>
/// <param name="Since">When it was ordered first.</param>
public sealed record ChargeOrder(Guid Id, string Group, long AmountCents, string Currency, string Customer, string Method, DateTimeOffset Since);

/// <param name="Charge">The gateway's name of the payment that goes back in whole or in part.</param>
public sealed record RefundOrder(Guid Id, string Charge, long AmountCents, DateTimeOffset Since);

/// <param name="Account">The gateway's name of the publisher's account.</param>
public sealed record PayoutOrder(Guid Id, string Number, long AmountCents, string Currency, string Account, DateTimeOffset Since);

public enum GatewayKind
{
    Charge,
    Dispute,

    /// <summary>To a customer's card.</summary>
    Refund,

    /// <summary>A person entered a card, or gave up.</summary>
    Setup,

    /// <summary>A publisher's account for payouts.</summary>
    Account,

    Payout,
}

/// <summary>Something at the gateway, as it is now.</summary>
/// <param name="Order">The id of the charge or payout that it belongs to; null when it isn't one of ours.</param>
public sealed record GatewayRecord(GatewayKind Kind, string Reference, GatewayState State, Guid? Order = null)
{
    /// <summary>Whose card or account it is.</summary>
    public Guid? OrganizationId { get; init; }

    public string Customer { get; init; } = "";

    public string Method { get; init; } = "";

    /// <summary>For people to recognize a card or an account, such as <c>visa 4242</c>.</summary>
    public string Label { get; init; } = "";

    public string Problem { get; init; } = "";

    /// <summary>Of a dispute: the payment that it is about.</summary>
    public string Charge { get; init; } = "";
}

/// <summary>Moves money. What it did is read from it again, never believed from a message.</summary>
public interface IPaymentGateway
{
    /// <summary>For people and for the audit log, such as <c>Stripe</c>.</summary>
    string Name { get; }

    /// <summary>False where operators record every transfer by hand.</summary>
    bool IsAutomatic { get; }

    /// <summary>A customer enters a card.</summary>
    Task<Result<GatewaySetup>> SetUpMethodAsync(SetupOrder order, CancellationToken cancellationToken);

    Task<GatewayOutcome> ChargeAsync(ChargeOrder order, CancellationToken cancellationToken);

    Task<GatewayOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken);

    /// <summary>A publisher enters the account that its payouts go to. The number never reaches the portal.</summary>
    Task<Result<GatewaySetup>> OnboardAsync(SetupOrder order, CancellationToken cancellationToken);

    Task<GatewayOutcome> SendPayoutAsync(PayoutOrder order, CancellationToken cancellationToken);

    /// <returns>Null when there is no such thing.</returns>
    Task<GatewayRecord?> ReadAsync(GatewayKind kind, string reference, CancellationToken cancellationToken);
}
