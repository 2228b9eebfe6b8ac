using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiket.Portal.Api;

/// <summary>How the API writes and reads JSON: snake_case names and values, with nulls.</summary>
internal static class ApiJson
{
    /// <summary>Deeper than any manifest. A body within this limit can't exhaust the stack.</summary>
    public const int MaxDepth = 32;

    /// <summary>For responses, and for the schemas of the OpenAPI document.</summary>
    public static JsonSerializerOptions Writing { get; } = Shape(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
    });

    /// <summary>
    /// For requests. Numbers may be strings and switches may be words, because command-line tools send them like this.
    /// </summary>
    public static JsonSerializerOptions Reading { get; } = Shape(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Converters = { new SwitchConverter() },
    });

    public static JsonSerializerOptions Shape(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.MaxDepth = MaxDepth;
        // Quotes and dashes in sentences stay readable. It is only ever sent as application/json with nosniff, so no browser reads it as HTML.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }

    /// <summary>The name of a value in the API: <c>InReview</c> is <c>in_review</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value with this name; null for anything else, including numbers.</summary>
    public static T? Value<T>(string? word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Word(value), word?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The names of all values of an enumeration, for messages.</summary>
    public static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Word));

    /// <summary>Accepts <c>true</c>, <c>"true"</c>, <c>"1"</c> and their opposites.</summary>
    private sealed class SwitchConverter : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String => reader.GetString()?.ToLower(CultureInfo.InvariantCulture) switch
            {
                "true" or "1" or "yes" => true,
                "false" or "0" or "no" or "" => false,
                _ => throw new JsonException(),
            },
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
    }
}
