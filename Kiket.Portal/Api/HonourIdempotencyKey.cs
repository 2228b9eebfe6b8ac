using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <summary>
/// Honours the <c>Idempotency-Key</c> header of a POST: sending the request again returns the first response (marked
/// <c>Idempotency-Replayed: true</c>) and does nothing. Responses that ask to try again (429, 5xx) aren't stored.
/// </summary>
internal sealed class HonourIdempotencyKey(IdempotentRequests requests) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers[Header].ToString().Trim();
        if (key.Length == 0)
        {
            return await next(context);
        }

        if (key.Length > IdempotentRequest.MaxKeyLength || key.Any(char.IsControl))
        {
            return ErrorResults.Of(Error.Invalid(
                "idempotency_key_invalid",
                $"An Idempotency-Key can have at most {IdempotentRequest.MaxKeyLength} printable characters. Use a UUID, for example."));
        }

        if (await ApiBody.RawAsync(http) is not { } body)
        {
            return ApiBody.TooLarge();
        }

        var caller = ApiCaller.Of(http);
        if (!(await requests.ClaimAsync(caller, key, Fingerprint(http.Request, body), http.RequestAborted)).TryGet(out var request, out var error))
        {
            return ErrorResults.Of(error);
        }

        return request.Status is { } status ? Replay(http, status, request.Response) : await RunAsync(caller, request, context, next);
    }

    private static IResult Replay(HttpContext http, int status, string? answer)
    {
        http.Response.Headers[Replayed] = "true";
        return answer is null
            ? ErrorResults.Of(Error.Conflict(
                "idempotent_response_too_long",
                $"This request was already carried out with status {status}. "
                + "The response was too long to store, so read the result with a GET request."))
            : Results.Text(answer, "application/json", Encoding.UTF8, status);
    }

    private async Task<IResult> RunAsync(ApiCaller caller, IdempotentRequest request, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var response = context.HttpContext.Response;
        var body = response.Body;
        using var answer = new MemoryStream();
        try
        {
            response.Body = answer;
            if (await next(context) is IResult result)
            {
                await result.ExecuteAsync(context.HttpContext);
            }
        }
        catch
        {
            await requests.ReleaseAsync(request);
            throw;
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode is StatusCodes.Status429TooManyRequests or >= 500)
        {
            await requests.ReleaseAsync(request);
        }
        else
        {
            await requests.RecordResponseAsync(caller, request, response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
        }

        await body.WriteAsync(answer.ToArray(), context.HttpContext.RequestAborted);
        return Results.Empty;
    }

    private static string Fingerprint(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
