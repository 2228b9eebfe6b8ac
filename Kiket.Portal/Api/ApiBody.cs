using System.Net.Http.Headers;
using System.Text.Json;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <summary>Reads JSON request bodies up to a size limit. A refusal says where the problem is.</summary>
internal static class ApiBody
{
    /// <summary>Much more than any manifest with its listing details.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly object RawKey = new();

    /// <summary>
    /// The body as <typeparamref name="T"/>. A missing body counts as an empty object, so that the missing fields are
    /// reported by name. Unknown properties are ignored and nulls count as unset.
    /// </summary>
    public static async Task<(T? Value, IResult? Refusal)> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (await RawAsync(context) is not { } bytes)
        {
            return (null, TooLarge());
        }

        if (bytes.Length == 0)
        {
            return Parse<T>("{}"u8.ToArray());
        }

        return IsJson(context.Request) ? Parse<T>(bytes) : (null, WrongType(context.Request));
    }

    /// <summary>The bytes of the body, read once per request; null when there are more than <see cref="MaxBytes"/>.</summary>
    public static async Task<byte[]?> RawAsync(HttpContext context)
    {
        if (context.Items.TryGetValue(RawKey, out var known))
        {
            return (byte[]?)known;
        }

        var bytes = context.Request.ContentLength > MaxBytes ? null : await ReadAsync(context.Request.Body, context.RequestAborted);
        context.Items[RawKey] = bytes;
        return bytes;
    }

    public static IResult TooLarge() => ErrorResults.Of(Error.TooLarge(
        "body_too_large",
        "The body is larger than 1 MiB. Send only the manifest and the listing details. Documents and pictures are read from the repository."));

    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (memory.Length + read > MaxBytes)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }

    private static (T? Value, IResult? Refusal) Parse<T>(byte[] bytes)
        where T : class
    {
        ReadOnlyMemory<byte> text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth });
        }
        catch (JsonException exception)
        {
            return (null, Malformed(exception));
        }

        // Not disposed, because the value contains elements of it. Its memory is the request's own buffer.
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, ErrorResults.Of(Error.Invalid("invalid_body", "Send a JSON object: the body must start with { and end with }.")));
        }

        try
        {
            return (document.RootElement.Deserialize<T>(ApiJson.Reading), null);
        }
        catch (JsonException exception)
        {
            return (null, WrongValue(exception.Path));
        }
    }

    private static IResult Malformed(JsonException exception)
    {
        // The parser counts from zero; people and editors count from one.
        var (line, column) = ((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
        var sentence = exception.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
            ? $"The JSON has more than {ApiJson.MaxDepth} levels at line {line}, column {column}. Use fewer levels."
            : $"The body isn't valid JSON: there is an error at line {line}, column {column}. Fix it and send the body again.";
        return ErrorResults.Of(
            StatusCodes.Status400BadRequest, "invalid_json", sentence, [new ErrorDetail(null, sentence, Line: line, Column: column)]);
    }

    private static IResult WrongValue(string? path)
    {
        var field = path is { Length: > 2 } ? path[2..] : "body";
        var shown = field.Length > 100 ? field[..100] + "…" : field;
        return ErrorResults.Of(Error.Field(
            shown, "invalid_value", $"{shown} has a value of the wrong type. See the reference at /api/docs for the right type."));
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType is { } name
        && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && name.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static IResult WrongType(HttpRequest request)
    {
        var sent = request.ContentType is { Length: > 0 and <= 80 } type ? $" This request has {type}." : "";
        return ErrorResults.Of(
            StatusCodes.Status415UnsupportedMediaType,
            "unsupported_media_type",
            $"Send the body as UTF-8 JSON with the header Content-Type: application/json.{sent}");
    }
}
