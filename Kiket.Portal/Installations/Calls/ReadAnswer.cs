using System.Text.Json;
using System.Text.Json.Nodes;
using Kiket.Portal.Foundation;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Installations.Calls;

/// <summary>What a response means. Everything in it is text of strangers.</summary>
internal static class ReadAnswer
{
    /// <summary>A sentence or two on a page.</summary>
    public const int MaxMessage = 500;

    /// <summary>An extension that repeats a shorter value can't be told from one that uses a common word.</summary>
    private const int HiddenFrom = 6;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <param name="isAction">It is the action of a test step, which people read about as such.</param>
    public static (CallResult Result, CallOutcome Outcome) Of(CallResponse response, bool isAction, IEnumerable<SecretText> secrets)
    {
        var (result, body) = Sort(response);
        var said = Said(body, secrets);
        var message = result switch
        {
            CallResult.Allowed or CallResult.Pending => said ?? (result == CallResult.Pending ? "The extension is still working on it." : null),
            CallResult.Denied => said ?? "The extension refused without a reason.",
            CallResult.UnknownEvent => isAction ? "The extension does not know this action." : "The extension does not know this event.",
            CallResult.Refused => said ?? $"The extension returned {response.Status}.",
            CallResult.TooManyCalls => "The extension is receiving too many calls (429).",
            CallResult.ServerError => $"The extension returned {response.Status}.",
            CallResult.Redirected => $"The extension answered with a redirect ({response.Status}), which isn't followed.",
            CallResult.OversizedResponse => "The extension returned more than 64 KiB.",
            CallResult.InvalidJson => "The extension didn't return a JSON object.",
            CallResult.InvalidResponse => "The extension didn't return valid HTTPS.",
            CallResult.TookTooLong => "The extension took too long.",
            CallResult.CouldNotConnect => "The extension can't be reached.",
            _ => $"The extension wasn't called: {response.Detail}.",
        };
        return (result, new CallOutcome(Verdict(result), message, result == CallResult.Allowed ? OutputFields(body) : null, response.Status));
    }

    private static CallVerdict Verdict(CallResult result) => result switch
    {
        CallResult.Allowed => CallVerdict.Allowed,
        CallResult.Denied or CallResult.Refused => CallVerdict.Denied,
        CallResult.UnknownEvent => CallVerdict.NotDeclared,
        _ => CallVerdict.TryAgain,
    };

    private static (CallResult Result, JsonObject? Body) Sort(CallResponse response)
    {
        if (response.Problem is { } problem)
        {
            return (problem, null);
        }

        var body = Parse(response.Body);
        return response.Status switch
        {
            404 => (CallResult.UnknownEvent, null),
            429 => (CallResult.TooManyCalls, null),
            >= 500 => (CallResult.ServerError, null),
            >= 400 => (CallResult.Refused, body),
            >= 300 => (CallResult.Redirected, null),
            _ when response.Body is null => (CallResult.OversizedResponse, null),
            _ when body is null => (CallResult.InvalidJson, null),
            _ => (Text(body, "status")?.Trim().ToLowerInvariant() switch
            {
                "deny" => CallResult.Denied,
                "pending" => CallResult.Pending,
                _ => CallResult.Allowed, // an empty body, and words of the handler's own
            }, body),
        };
    }

    /// <summary>An empty body is an empty object; null for anything else that isn't one.</summary>
    private static JsonObject? Parse(byte[]? body)
    {
        if (body is null)
        {
            return null;
        }

        if (body.AsSpan().Trim(" \r\n\t"u8).IsEmpty)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(body, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Said(JsonObject? body, IEnumerable<SecretText> secrets)
    {
        if ((Text(body, "message") ?? Text(body, "error")) is not { } text)
        {
            return null;
        }

        foreach (var secret in secrets.Select(secret => secret.Reveal()).Where(secret => secret.Length >= HiddenFrom))
        {
            text = text.Replace(secret, "…", StringComparison.Ordinal);
        }

        var line = PlainText.OneLine(PlainText.WellFormed(text));
        return line.Length == 0 ? null : line.Length > MaxMessage ? line[..(MaxMessage - 1)] + "…" : line;
    }

    private static JsonObject? OutputFields(JsonObject? body) =>
        body?["metadata"] is JsonObject metadata && metadata["output_fields"] is JsonObject fields ? fields.DeepClone().AsObject() : null;

    private static string? Text(JsonObject? body, string name) =>
        body?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
