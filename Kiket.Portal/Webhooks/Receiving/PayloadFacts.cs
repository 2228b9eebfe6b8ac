using System.Text.Json;
using Kiket.Portal.Extensions;

namespace Kiket.Portal.Webhooks.Receiving;

/// <summary>What the portal reads from GitHub's JSON. Each value is the first one of its name, so a second one changes nothing.</summary>
/// <param name="Commit">Null when the push deletes the ref, and for other events.</param>
/// <param name="Before">Null when the push creates the ref, and for other events.</param>
internal sealed record PayloadFacts(string? Reference, string? Commit, string? Before, string? Sender, bool IsForced, string? DefaultBranch)
{
    /// <summary>GitHub's own payloads have fewer than ten levels.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>
    /// GitHub's number of the repository: all that is read before the signature is verified. Stops there. Null when the body
    /// has none, or isn't JSON up to there.
    /// </summary>
    public static long? RepositoryId(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!Start(ref reader))
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRepository = reader.ValueTextEquals("repository"u8);
                reader.Read();
                if (!isRepository)
                {
                    reader.Skip();
                    continue;
                }

                return reader.TokenType == JsonTokenType.StartObject ? Id(ref reader) : null;
            }

            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The facts of a verified body; null when it isn't a JSON object to its end.</summary>
    public static PayloadFacts? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!Start(ref reader))
            {
                return null;
            }

            string? reference = null, before = null, after = null, sender = null, branch = null;
            bool? isForced = null, isDeleted = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "ref" when reference is null && reader.TokenType == JsonTokenType.String:
                        reference = Bounded(reader.GetString(), WebhookDelivery.MaxReference);
                        break;
                    case "before" when before is null && reader.TokenType == JsonTokenType.String:
                        before = reader.GetString();
                        break;
                    case "after" when after is null && reader.TokenType == JsonTokenType.String:
                        after = reader.GetString();
                        break;
                    case "forced" when isForced is null && reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                        isForced = reader.GetBoolean();
                        break;
                    case "deleted" when isDeleted is null && reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                        isDeleted = reader.GetBoolean();
                        break;
                    case "sender" when sender is null && reader.TokenType == JsonTokenType.StartObject:
                        sender = Text(ref reader, "login"u8, WebhookDelivery.MaxSender);
                        break;
                    case "repository" when branch is null && reader.TokenType == JsonTokenType.StartObject:
                        branch = Text(ref reader, "default_branch"u8, WebhookDelivery.MaxReference);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            // Nothing may come after the object.
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read()
                ? new PayloadFacts(reference, isDeleted == true ? null : Sha(after), Sha(before), sender, isForced == true, branch)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Start(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    private static long? Id(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId)
            {
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) ? id : null;
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>A text inside the object that the reader is at the start of. Leaves it at the object's end.</summary>
    private static string? Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> property, int max)
    {
        string? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAsked = found is null && reader.ValueTextEquals(property);
            reader.Read();
            if (isAsked && reader.TokenType == JsonTokenType.String)
            {
                found = Bounded(reader.GetString(), max);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>A deleted ref has only zeros.</summary>
    private static string? Sha(string? text) =>
        text is { Length: 40 or ExtensionRepository.MaxCommit } && text.All(char.IsAsciiHexDigitLower) && text.Any(digit => digit != '0') ? text : null;

    /// <summary>Databases don't allow NUL in text.</summary>
    private static string? Bounded(string? text, int max) =>
        text is null ? null : (text.Length > max ? text[..max] : text).Replace('\0', '\uFFFD');
}
