using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Kiket.Portal.Accounts;
using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kiket.Portal.Api;

/// <param name="Status">accepted, or ignored when the portal doesn't know the extension or the token.</param>
public sealed record TelemetryReceived(string Status);

/// <param name="Limit">Events per window.</param>
/// <param name="Remaining">That may be sent at once.</param>
/// <param name="ResetIn">Seconds until all of them may be sent again.</param>
public sealed record TelemetryAllowanceResponse(int Limit, int Remaining, int ResetIn, int WindowSeconds);

public sealed record TelemetryLimitResponse(TelemetryAllowanceResponse RateLimit);

/// <summary>Receives what the SDKs report after each run of a handler.</summary>
internal static class TelemetryApi
{
    private const string ApiKey = "X-Kiket-API-Key";
    private const string Bearer = "Bearer ";

    /// <summary>An SDK waits for five seconds at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly byte[] Accepted = """{"status":"accepted"}"""u8.ToArray();
    private static readonly byte[] Ignored = """{"status":"ignored"}"""u8.ToArray();

    public static void MapTelemetryApi(this IEndpointRouteBuilder api)
    {
        (string Path, string Name)[] paths = [("/ext/telemetry", "send_telemetry"), ("/ext/t/{token}/telemetry", "send_telemetry_with_token")];
        foreach (var (path, name) in paths)
        {
            api.MapPost(path, (Delegate)ReceiveAsync)
                .WithMetadata(new SizeLimit(), new NeedsNoSignIn())
                .WithTags("Telemetry")
                .WithName(name)
                .WithSummary("Report a run of a handler")
                .WithDescription("The SDKs call this after each run. One event, or an array of at most 500. Set `KIKET_SDK_TELEMETRY_URL` to the address of "
                    + "a telemetry token, so that the events count; without a token they are shown as unverified. Metadata is not stored.")
                .Accepts<object>("application/json")
                .Produces<TelemetryReceived>(StatusCodes.Status202Accepted)
                .Produces<ErrorResponse>(StatusCodes.Status413PayloadTooLarge)
                .Produces<ErrorResponse>(StatusCodes.Status415UnsupportedMediaType)
                .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity)
                .Produces<ErrorResponse>(StatusCodes.Status429TooManyRequests);
        }

        api.MapGet("/ext/rate_limit", LimitAsync)
            .WithTags("Telemetry")
            .WithName("telemetry_rate_limit")
            .WithSummary("How much telemetry may still be sent")
            .WithDescription("With a telemetry token its own limit, otherwise the one of the network address.")
            .Produces<TelemetryLimitResponse>();
    }

    private static async Task ReceiveAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
        {
            await ErrorResults.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_media_type",
                "Send the body as UTF-8 JSON with the header Content-Type: application/json.").ExecuteAsync(context);
            return;
        }

        try
        {
            var parsed = await ReadAsync(context);
            var received = parsed.TryGet(out var events, out var error)
                ? await context.RequestServices.GetRequiredService<ReceiveTelemetry>().RunAsync(
                    events, Token(context), ClientAddress.Key(context), context.RequestAborted)
                : error;
            if (received.TryGet(out var reception, out error))
            {
                await AnswerAsync(context.Response, reception == TelemetryReception.Accepted ? Accepted : Ignored);
            }
            else
            {
                await ErrorResults.Of(error).ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await ErrorResults.Of(StatusCodes.Status408RequestTimeout, "body_too_slow", "The body took longer than 5 seconds. Send it again.")
                .ExecuteAsync(context);
        }
    }

    private static async Task<IResult> LimitAsync(HttpContext context, ReceiveTelemetry receive, CancellationToken cancellationToken)
    {
        var left = await receive.LeftAsync(Token(context), ClientAddress.Key(context), cancellationToken);
        return left.TryGet(out var allowance, out var error)
            ? Results.Json(
                new TelemetryLimitResponse(new TelemetryAllowanceResponse(
                    allowance.Limit,
                    allowance.Remaining,
                    (int)Math.Ceiling(allowance.ResetIn.TotalSeconds),
                    (int)TelemetryAllowance.Window.TotalSeconds)),
                ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task AnswerAsync(HttpResponse response, byte[] body)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    /// <summary>Reads no further than the limit, whatever length was announced.</summary>
    private static async ValueTask<Result<IReadOnlyList<SentEvent>>> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        // Nearly every body arrives together with its headers, and needs no timer.
        if (reader.TryRead(out var read) && TryParse(reader, read, out var parsed))
        {
            return parsed;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        while (true)
        {
            read = await reader.ReadAsync(patience.Token);
            if (TryParse(reader, read, out parsed))
            {
                return parsed;
            }
        }
    }

    /// <returns>False when more is to be read.</returns>
    private static bool TryParse(PipeReader reader, ReadResult read, [NotNullWhen(true)] out Result<IReadOnlyList<SentEvent>>? parsed)
    {
        var buffer = read.Buffer;
        if (buffer.Length > Most(buffer))
        {
            reader.AdvanceTo(buffer.End);
            parsed = Error.TooLarge("body_too_large", "The body is too large: an event may have 16 KiB, and an array of events 1 MiB. Send less at once.");
            return true;
        }

        if (read.IsCompleted)
        {
            parsed = Parse(buffer);
            reader.AdvanceTo(buffer.End);
            return true;
        }

        reader.AdvanceTo(buffer.Start, buffer.End);
        parsed = null;
        return false;
    }

    /// <summary>The first character says whether it is an array.</summary>
    private static int Most(ReadOnlySequence<byte> body)
    {
        var first = body.FirstSpan.TrimStart(" \t\r\n\uFEFF"u8);
        return first.Length > 0 && first[0] == (byte)'[' ? ReadTelemetry.MaxBatchBytes : ReadTelemetry.MaxBytes;
    }

    private static Result<IReadOnlyList<SentEvent>> Parse(ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            return ReadTelemetry.Parse(body.FirstSpan);
        }

        var length = (int)body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(rented);
            return ReadTelemetry.Parse(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// In the path, or in one of the two headers that SDKs can send. A key of another kind, which older SDKs send, is no telemetry token, so
    /// their events count like those without one.
    /// </summary>
    private static string? Token(HttpContext context)
    {
        if (context.GetRouteValue("token") is string inPath)
        {
            return inPath;
        }

        var headers = context.Request.Headers;
        var sent = headers.Authorization.ToString();
        var token = sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? sent[Bearer.Length..].Trim() : headers[ApiKey].ToString().Trim();
        return token.StartsWith(TelemetryTokenValue.Prefix, StringComparison.Ordinal) ? token : null;
    }

    private static bool IsJson(string? contentType) =>
        contentType is "application/json" or "application/json; charset=utf-8"
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType is { } name
            && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (name.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && name.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
            && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The server counts the framing of a chunked body as well; the content is counted where it is read.</summary>
    private sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => ReadTelemetry.MaxBatchBytes * 2;
    }
}
