using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <summary>The body of every refusal of the API.</summary>
/// <param name="Error">A sentence for people that says what to do next.</param>
/// <param name="Message">The same sentence, for clients that read this field.</param>
/// <param name="Code">A stable code for programs.</param>
/// <param name="Details">Every single problem, if there is more than the sentence says.</param>
public sealed record ErrorResponse(string Error, string Message, string Code, IReadOnlyList<ErrorDetail> Details);

/// <summary>The one place that turns a kind of refusal into an HTTP status.</summary>
internal static class ErrorResults
{
    public static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Gone => StatusCodes.Status410Gone,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static IResult Of(Error error) => Of(error, Body(error));

    /// <summary>A refusal with more than the usual body.</summary>
    public static IResult Of<T>(Error error, T body) => new Refusal<T>(Status(error.Kind), error.RetryAfter, body);

    /// <summary>A refusal without an <see cref="ErrorKind"/>: malformed HTTP, an unknown route, an unexpected error.</summary>
    public static IResult Of(int status, string code, string message, IReadOnlyList<ErrorDetail>? details = null) =>
        new Refusal<ErrorResponse>(status, RetryAfter: null, new ErrorResponse(message, message, code, details ?? []));

    public static ErrorResponse Body(Error error) => new(error.Message, error.Message, error.Code, error.Details);

    private sealed record Refusal<T>(int Status, TimeSpan? RetryAfter, T Body) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = Status;
            if (Status == StatusCodes.Status401Unauthorized)
            {
                response.Headers.WWWAuthenticate = "Bearer realm=\"Kiket\"";
            }

            if (RetryAfter is { } wait)
            {
                response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }

            response.Headers.CacheControl = "no-store";
            return response.WriteAsJsonAsync(Body, ApiJson.Writing, httpContext.RequestAborted);
        }
    }
}
