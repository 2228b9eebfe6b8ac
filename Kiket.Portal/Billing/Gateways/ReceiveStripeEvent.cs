using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Stripe;
using Stripe.Checkout;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>
/// Receives a message of Stripe: checks its signature, stores that it came, and answers. What it says isn't believed: the object is read from Stripe
/// afterwards, so messages that come twice, late or in another order change nothing.
/// </summary>
public sealed class ReceiveStripeEvent(UnitOfWork unit, IOptions<BillingOptions> billing, IOptions<StripeOptions> options)
{
    private const long ToleranceSeconds = 300;

    /// <param name="body">As it was sent, to the byte.</param>
    /// <param name="signature">The header <c>Stripe-Signature</c>.</param>
    /// <returns>Whether it is new.</returns>
    public async Task<Result<bool>> RunAsync(string body, string? signature, CancellationToken cancellationToken)
    {
        if (billing.Value.Gateway != BillingGateway.Stripe)
        {
            return Error.NotFound("gateway_off", "This portal isn't paid by Stripe, so it takes no messages of it.");
        }

        Event received;
        try
        {
            // The version of the message isn't compared with the library's: only its id, its kind and the object's id are used.
            received = EventUtility.ConstructEvent(body, signature, options.Value.WebhookSecret, ToleranceSeconds, throwOnApiVersionMismatch: false);
        }
        catch (Exception exception) when (exception is StripeException or ArgumentException or FormatException or NullReferenceException
            or System.Text.Json.JsonException)
        {
            return Error.Unauthorized("signature_invalid", "The message isn't signed with this portal's secret, or is older than five minutes.");
        }

        if (received.Id is not { Length: > 0 and <= GatewayEvent.MaxId } id)
        {
            return Error.Field("id", "event_id_invalid", "The message has no id.");
        }

        return await unit.RunAsync<bool>(
            async work =>
            {
                if (await work.Db.Set<GatewayEvent>().AnyAsync(known => known.Id == id, cancellationToken))
                {
                    work.Discard();
                    return false;
                }

                work.Db.Add(GatewayEvent.Of(id, received.Type.Length > 100 ? received.Type[..100] : received.Type, work.Now));
                if (About(received) is { } about)
                {
                    work.Raise(about);
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>Null for a message that the portal doesn't need.</summary>
    private static GatewayNotified? About(Event received) => received.Data?.Object switch
    {
        PaymentIntent intent => new GatewayNotified(GatewayKind.Charge, intent.Id),
        Dispute dispute => new GatewayNotified(GatewayKind.Dispute, dispute.Id),
        Refund refund => new GatewayNotified(GatewayKind.Refund, refund.Id),
        Session session => new GatewayNotified(GatewayKind.Setup, session.Id),
        Account account => new GatewayNotified(GatewayKind.Account, account.Id),
        Transfer transfer => new GatewayNotified(GatewayKind.Payout, transfer.Id),
        _ => null,
    };
}
