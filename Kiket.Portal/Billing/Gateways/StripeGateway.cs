using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;
using Stripe;
using Stripe.Checkout;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>
/// Cards and payouts by Stripe. One invoice pays several publishers, so payments and transfers are separate and share a group. Cards are entered at
/// Stripe's own page, and so are publishers' accounts: neither number reaches the portal.
/// </summary>
public sealed class StripeGateway(IOptions<StripeOptions> options, IHttpClientFactory clients, TimeProvider clock) : IPaymentGateway
{
    public const string Client = "stripe";

    private const string OrderKey = "order";
    private const string OrganizationKey = "organization";
    private const string CardError = "card_error";
    private const string InvalidRequest = "invalid_request_error";

    /// <summary>Of one payment's refunds, or one payout's transfers, of which there are a few.</summary>
    private const int MostListed = 100;

    /// <summary>Stripe may forget after a day that an order was given already, so an older one is looked for first.</summary>
    private static readonly TimeSpan KeysLive = TimeSpan.FromHours(23);

    private readonly Lazy<StripeClient> _client = new(() => new StripeClient(new StripeClientOptions
    {
        ApiKey = options.Value.ApiKey,
        ApiBase = string.IsNullOrWhiteSpace(options.Value.ApiBase) ? null : options.Value.ApiBase.TrimEnd('/'),
        HttpClient = new SystemNetHttpClient(clients.CreateClient(Client), maxNetworkRetries: 1),
    }));

    public string Name => "Stripe";

    public bool IsAutomatic => true;

    private V1Services Stripe => _client.Value.V1;

    public Task<Result<GatewaySetup>> SetUpMethodAsync(SetupOrder order, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var customer = order.Customer;
        if (customer.Length == 0)
        {
            customer = (await Stripe.Customers.CreateAsync(
                new CustomerCreateOptions { Name = order.Name, Metadata = Of(OrganizationKey, order.OrganizationId) },
                new RequestOptions { IdempotencyKey = $"customer:{order.OrganizationId}" }, cancellationToken)).Id;
        }

        var session = await Stripe.Checkout.Sessions.CreateAsync(
            new SessionCreateOptions
            {
                Mode = "setup",
                Customer = customer,
                Currency = "usd",
                SuccessUrl = order.Back.AbsoluteUri,
                CancelUrl = order.Back.AbsoluteUri,
                Metadata = Of(OrganizationKey, order.OrganizationId),
            },
            cancellationToken: cancellationToken);
        return new GatewaySetup(new Uri(session.Url), [], customer);
    });

    public Task<Result<GatewaySetup>> OnboardAsync(SetupOrder order, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var account = order.Customer;
        if (account.Length == 0)
        {
            account = (await Stripe.Accounts.CreateAsync(
                new AccountCreateOptions
                {
                    Type = "express",
                    Capabilities = new AccountCapabilitiesOptions { Transfers = new AccountCapabilitiesTransfersOptions { Requested = true } },
                    Metadata = Of(OrganizationKey, order.OrganizationId),
                },
                new RequestOptions { IdempotencyKey = $"account:{order.OrganizationId}" }, cancellationToken)).Id;
        }

        var link = await Stripe.AccountLinks.CreateAsync(
            new AccountLinkCreateOptions
            {
                Account = account,
                Type = "account_onboarding",
                RefreshUrl = order.Back.AbsoluteUri,
                ReturnUrl = order.Back.AbsoluteUri,
            },
            cancellationToken: cancellationToken);
        return new GatewaySetup(new Uri(link.Url), [], account);
    });

    public Task<GatewayOutcome> ChargeAsync(ChargeOrder order, CancellationToken cancellationToken) => OrderAsync(async () =>
    {
        if (IsOld(order.Since))
        {
            var found = await Stripe.PaymentIntents.SearchAsync(
                new PaymentIntentSearchOptions { Query = $"metadata['{OrderKey}']:'{order.Id}'" }, cancellationToken: cancellationToken);
            if (found.Data.FirstOrDefault() is { } known)
            {
                return Outcome(known);
            }
        }

        return Outcome(await Stripe.PaymentIntents.CreateAsync(
            new PaymentIntentCreateOptions
            {
                Amount = order.AmountCents,
                Currency = order.Currency.ToLowerInvariant(),
                Customer = order.Customer,
                PaymentMethod = order.Method,
                OffSession = true,
                Confirm = true,
                TransferGroup = order.Group,
                Description = $"Invoice {order.Group}",
                Metadata = Of(OrderKey, order.Id),
            },
            new RequestOptions { IdempotencyKey = order.Id.ToString() }, cancellationToken));
    });

    public Task<GatewayOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken) => OrderAsync(async () =>
    {
        if (IsOld(order.Since))
        {
            var given = await Stripe.Refunds.ListAsync(
                new RefundListOptions { PaymentIntent = order.Charge, Limit = MostListed }, cancellationToken: cancellationToken);
            if (given.Data.FirstOrDefault(one => OrderOf(one.Metadata) == order.Id) is { } known)
            {
                return Outcome(known);
            }
        }

        return Outcome(await Stripe.Refunds.CreateAsync(
            new RefundCreateOptions { PaymentIntent = order.Charge, Amount = order.AmountCents, Metadata = Of(OrderKey, order.Id) },
            new RequestOptions { IdempotencyKey = order.Id.ToString() }, cancellationToken));
    });

    public Task<GatewayOutcome> SendPayoutAsync(PayoutOrder order, CancellationToken cancellationToken) => OrderAsync(async () =>
    {
        if (IsOld(order.Since))
        {
            var sent = await Stripe.Transfers.ListAsync(
                new TransferListOptions { TransferGroup = order.Number, Limit = MostListed }, cancellationToken: cancellationToken);
            if (sent.Data.FirstOrDefault(one => OrderOf(one.Metadata) == order.Id) is { } known)
            {
                return new GatewayOutcome(GatewayState.Pending, known.Id);
            }
        }

        var transfer = await Stripe.Transfers.CreateAsync(
            new TransferCreateOptions
            {
                Amount = order.AmountCents,
                Currency = order.Currency.ToLowerInvariant(),
                Destination = order.Account,
                TransferGroup = order.Number,
                Description = order.Number,
                Metadata = Of(OrderKey, order.Id),
            },
            new RequestOptions { IdempotencyKey = order.Id.ToString() }, cancellationToken);
        return new GatewayOutcome(GatewayState.Pending, transfer.Id);
    });

    public async Task<GatewayRecord?> ReadAsync(GatewayKind kind, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return kind switch
            {
                GatewayKind.Charge => Record(await Stripe.PaymentIntents.GetAsync(reference, cancellationToken: cancellationToken)),
                GatewayKind.Dispute => await DisputeAsync(reference, cancellationToken),
                GatewayKind.Refund => Record(await Stripe.Refunds.GetAsync(reference, cancellationToken: cancellationToken)),
                GatewayKind.Setup => Record(await Stripe.Checkout.Sessions.GetAsync(
                    reference, new SessionGetOptions { Expand = ["setup_intent.payment_method"] }, cancellationToken: cancellationToken)),
                GatewayKind.Account => Record(await Stripe.Accounts.GetAsync(reference, cancellationToken: cancellationToken)),
                _ => Record(await Stripe.Transfers.GetAsync(reference, cancellationToken: cancellationToken)),
            };
        }
        catch (StripeException exception) when (exception.HttpStatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<GatewayRecord> DisputeAsync(string reference, CancellationToken cancellationToken)
    {
        var dispute = await Stripe.Disputes.GetAsync(
            reference, new DisputeGetOptions { Expand = ["payment_intent"] }, cancellationToken: cancellationToken);
        return new GatewayRecord(
            GatewayKind.Dispute,
            dispute.Id,
            dispute.Status switch
            {
                "won" or "warning_closed" => GatewayState.Succeeded,
                "lost" => GatewayState.Returned,
                _ => GatewayState.Disputed,
            },
            OrderOf(dispute.PaymentIntent?.Metadata))
        {
            Charge = dispute.PaymentIntentId ?? "",
            Problem = $"{Name}: {dispute.Reason}",
        };
    }

    private bool IsOld(DateTimeOffset since) => clock.GetUtcNow() - since > KeysLive;

    private static GatewayOutcome Outcome(Refund refund) => new(
        refund.Status switch
        {
            "succeeded" => GatewayState.Succeeded,
            "failed" or "canceled" => GatewayState.Declined,
            _ => GatewayState.Pending,
        },
        refund.Id,
        refund.FailureReason ?? "");

    private static GatewayRecord Record(Refund refund)
    {
        var outcome = Outcome(refund);
        return new GatewayRecord(GatewayKind.Refund, refund.Id, outcome.State, OrderOf(refund.Metadata)) { Problem = outcome.Problem };
    }

    private static GatewayOutcome Outcome(PaymentIntent intent) => new(StateOf(intent), intent.Id, intent.LastPaymentError?.Message ?? "");

    private static GatewayRecord Record(PaymentIntent intent) =>
        new(GatewayKind.Charge, intent.Id, StateOf(intent), OrderOf(intent.Metadata)) { Problem = intent.LastPaymentError?.Message ?? "" };

    private static GatewayState StateOf(PaymentIntent intent) => intent.Status switch
    {
        "succeeded" => GatewayState.Succeeded,
        "processing" => GatewayState.Pending,
        // Nobody is there to confirm anything, so what asks for it has failed.
        _ => GatewayState.Declined,
    };

    private static GatewayRecord Record(Session session)
    {
        var method = session.SetupIntent?.PaymentMethod;
        return new GatewayRecord(GatewayKind.Setup, session.Id, method is null ? GatewayState.Pending : GatewayState.Succeeded)
        {
            OrganizationId = IdOf(session.Metadata, OrganizationKey),
            Customer = session.CustomerId ?? "",
            Method = method?.Id ?? "",
            Label = method?.Card is { } card ? $"{card.Brand} ending in {card.Last4}" : method?.Type ?? "",
        };
    }

    private static GatewayRecord Record(Account account) => new(
        GatewayKind.Account, account.Id, account.PayoutsEnabled ? GatewayState.Succeeded : GatewayState.Pending)
    {
        OrganizationId = IdOf(account.Metadata, OrganizationKey),
        Label = account.ExternalAccounts?.Data.OfType<BankAccount>().FirstOrDefault()?.Last4 ?? "",
    };

    private static GatewayRecord Record(Transfer transfer) => new(
        GatewayKind.Payout, transfer.Id, transfer.Reversed ? GatewayState.Returned : GatewayState.Succeeded, OrderOf(transfer.Metadata))
    {
        Problem = transfer.Reversed ? "Stripe took the transfer back." : "",
    };

    private static Dictionary<string, string> Of(string key, Guid id) => new(StringComparer.Ordinal) { [key] = id.ToString() };

    private static Guid? OrderOf(Dictionary<string, string>? metadata) => IdOf(metadata, OrderKey);

    private static Guid? IdOf(Dictionary<string, string>? metadata, string key) =>
        metadata?.TryGetValue(key, out var text) == true && Guid.TryParse(text, out var id) ? id : null;

    /// <summary>An answer that says no is a decline; no answer, or one that blames Stripe, leaves open what happened.</summary>
    private static async Task<GatewayOutcome> OrderAsync(Func<Task<GatewayOutcome>> order)
    {
        try
        {
            return await order();
        }
        catch (StripeException exception) when (exception.StripeError?.Type is CardError or InvalidRequest)
        {
            return new GatewayOutcome(GatewayState.Declined, exception.StripeError.PaymentIntent?.Id ?? "", exception.StripeError.Message ?? "");
        }
        catch (Exception exception) when (exception is StripeException or HttpRequestException or TimeoutException or TaskCanceledException)
        {
            return new GatewayOutcome(GatewayState.Unknown, Problem: exception.Message);
        }
    }

    private static async Task<Result<GatewaySetup>> AskAsync(Func<Task<GatewaySetup>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is StripeException or HttpRequestException or TimeoutException or TaskCanceledException)
        {
            return Error.Conflict("gateway_failed", "Stripe doesn't answer as it should. Try again in a few minutes.");
        }
    }
}
