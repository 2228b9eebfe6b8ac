namespace Kiket.Portal.Billing.Gateways;

/// <summary>The <c>Stripe:</c> settings, needed when <c>Billing:Gateway</c> is Stripe.</summary>
public sealed class StripeOptions
{
    public const string Section = "Stripe";

    /// <summary>The secret key of the platform's account.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Signs the messages to <c>/api/v1/billing/webhooks/stripe</c>.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>Another address than Stripe's own, such as a stand-in for tests. Plain http only to this machine.</summary>
    public string? ApiBase { get; set; }

    /// <summary>Sentences for the person who starts the portal.</summary>
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(ApiKey))
        {
            yield return "Stripe:ApiKey is missing, and Billing:Gateway is Stripe. Set the secret key of the platform's account.";
        }

        if (string.IsNullOrWhiteSpace(WebhookSecret))
        {
            yield return "Stripe:WebhookSecret is missing, and Billing:Gateway is Stripe. Copy the signing secret of the webhook from Stripe.";
        }

        if (ApiBase is { Length: > 0 } && !(Uri.TryCreate(ApiBase, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
        {
            yield return "Stripe:ApiBase must be an https address, or plain http on this machine. Leave it out for Stripe's own.";
        }
    }
}
