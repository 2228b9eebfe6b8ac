using System.Text;
using Kiket.Portal.Billing.Gateways;
using Microsoft.AspNetCore.Http.Features;

namespace Kiket.Portal.Api;

/// <param name="Received">False when it came before.</param>
public sealed record StripeEventResponse(bool Received);

/// <summary>Receives Stripe's messages about payments. A request from anybody else costs one check of a signature.</summary>
internal static class StripeWebhookApi
{
    /// <summary>Stripe's messages have a few kilobytes.</summary>
    private const int MaxBytes = 256 * 1024;

    public static void MapStripeWebhook(this IEndpointRouteBuilder api) => api.MapPost("/billing/webhooks/stripe", ReceiveAsync)
        .WithTags("Webhook")
        .WithName("stripe_webhook")
        .WithSummary("Receive a message of Stripe")
        .WithDescription(
            "The address of the webhook at Stripe. The body is signed in `Stripe-Signature`. What it says is read from Stripe again, so one that comes "
            + "twice or late changes nothing.")
        .Accepts<object>("application/json")
        .Produces<StripeEventResponse>()
        .Produces<ErrorResponse>(StatusCodes.Status401Unauthorized)
        .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
        .Produces<ErrorResponse>(StatusCodes.Status413PayloadTooLarge);

    private static async Task<IResult> ReceiveAsync(HttpContext context, ReceiveStripeEvent receive, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        string body;
        try
        {
            using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            body = await reader.ReadToEndAsync(cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ErrorResults.Of(StatusCodes.Status413PayloadTooLarge, "too_large", "The limit is 256 KiB.");
        }

        return (await receive.RunAsync(body, context.Request.Headers["Stripe-Signature"], cancellationToken)).TryGet(out var isNew, out var error)
            ? Results.Json(new StripeEventResponse(isNew), ApiJson.Writing)
            : ErrorResults.Of(error);
    }
}
