using System.Buffers;
using System.Net.Http.Headers;
using Kiket.Portal.Foundation;
using Kiket.Portal.Webhooks.Receiving;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kiket.Portal.Api;

/// <summary>Receives GitHub's deliveries. A request from anybody else costs one check of a signature.</summary>
internal static class WebhookApi
{
    /// <summary>GitHub sends no more than 25 MiB.</summary>
    public const int MaxBytes = 26_214_400;

    public const string Path = "/extensions/registry/webhook";

    private const int Large = 1024 * 1024;

    /// <summary>GitHub gives up after ten seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    /// <summary>Bodies above 1 MiB that are read at the same time: 200 MiB of memory at most.</summary>
    private static readonly SemaphoreSlim LargeBodies = new(8);

    public static void MapWebhookApi(this IEndpointRouteBuilder api) =>
        api.MapPost(Path, ReceiveAsync)
            .WithMetadata(new SizeLimit())
            .WithTags("Webhook")
            .WithName("webhook")
            .WithSummary("Receive a delivery of GitHub")
            .WithDescription(
                "The address of the webhook in a repository on GitHub. The body is signed with the repository's secret from "
                + "Settings → Extension Webhooks in `X-Hub-Signature-256`. A push is stored and worked on afterwards.")
            .Accepts<object>("application/json")
            .Produces<DeliveryResponse>()
            .Produces<DeliveryResponse>(StatusCodes.Status202Accepted)
            .Produces<ErrorResponse>(StatusCodes.Status401Unauthorized)
            .Produces<ErrorResponse>(StatusCodes.Status413PayloadTooLarge)
            .Produces<ErrorResponse>(StatusCodes.Status415UnsupportedMediaType)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity)
            .Produces<ErrorResponse>(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> ReceiveAsync(HttpContext context, ReceiveDelivery receive, ApiRateLimits limits, RefusedDeliveries refused)
    {
        if (!IsJson(context.Request.ContentType))
        {
            refused.Count("type");
            return ErrorResults.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_media_type",
                "Choose application/json as the content type of the webhook on GitHub.");
        }

        if (context.Request.ContentLength > MaxBytes)
        {
            refused.Count("size");
            return TooLarge();
        }

        if (limits.MayDeliver(context) is { } tooMany)
        {
            refused.Count("limit");
            return ErrorResults.Of(tooMany);
        }

        if (SignatureCheck.Parse(Single(context, "X-Hub-Signature-256")) is not { } signature)
        {
            return NotSigned(context, limits, refused);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            if (await ReadAsync(context, patience.Token) is not { } body)
            {
                refused.Count("size");
                return TooLarge();
            }

            var incoming = new IncomingDelivery(Single(context, "X-GitHub-Delivery"), Single(context, "X-GitHub-Event"), signature, body);
            return Answer(await receive.RunAsync(incoming, context.RequestAborted), context, limits, refused);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            refused.Count("slow");
            return ErrorResults.Of(StatusCodes.Status408RequestTimeout, "body_too_slow", "The body took longer than 9 seconds. Send it again.");
        }
    }

    private static IResult Answer(Result<ReceivedDelivery> received, HttpContext context, ApiRateLimits limits, RefusedDeliveries refused)
    {
        if (received.TryGet(out var delivery, out var error))
        {
            limits.Signed(context);
            var status = delivery.Reception is Reception.Ping or Reception.Known ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
            return Results.Json(new DeliveryResponse(delivery.DeliveryId, delivery.Reception, delivery.Sentence), ApiJson.Writing, statusCode: status);
        }

        return error.Kind == ErrorKind.Unauthorized ? NotSigned(context, limits, refused) : ErrorResults.Of(error);
    }

    /// <summary>One and the same answer, whatever is wrong and whether the portal knows the repository.</summary>
    private static IResult NotSigned(HttpContext context, ApiRateLimits limits, RefusedDeliveries refused)
    {
        refused.Count("signature");
        limits.Unsigned(context);
        return ErrorResults.Of(ReceiveDelivery.NotSigned);
    }

    /// <summary>The raw body; null when it is above <see cref="MaxBytes"/>.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var isLarge = context.Request.ContentLength is null or > Large;
        if (isLarge)
        {
            await LargeBodies.WaitAsync(cancellationToken);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            return await ReadAsync(context.Request.Body, (int)(context.Request.ContentLength ?? 0), buffer, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (isLarge)
            {
                LargeBodies.Release();
            }
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream body, int announced, byte[] buffer, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream(announced);
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (memory.Length + read > MaxBytes)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return memory.Length == memory.Capacity ? memory.GetBuffer() : memory.ToArray();
    }

    private static IResult TooLarge() => ErrorResults.Of(Error.TooLarge(
        "body_too_large", "The body is larger than 25 MiB, which GitHub itself never sends. The daily comparison finds what changed."));

    /// <summary>Null for a header that is missing or sent twice.</summary>
    private static string? Single(HttpContext context, string header) => context.Request.Headers[header] is [{ } value] ? value : null;

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// For this route alone; all others keep 1 MiB. The server counts the framing of a chunked body as well, so it may have a
    /// little more, and the content is counted where it is read.
    /// </summary>
    private sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaxBytes + (1024 * 1024);
    }
}

/// <summary>What became of a delivery.</summary>
/// <param name="State">accepted, ignored, ping, or known when it was received before.</param>
public sealed record DeliveryResponse(string DeliveryId, Reception State, string Message);
