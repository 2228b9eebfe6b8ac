using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Kiket.Portal.Api;

/// <summary>How the API writes and reads JSON: snake_case names and words, nulls present.</summary>
internal static class ApiJson
{
    /// <summary>Deeper than any manifest; a body below it cannot exhaust the stack.</summary>
    public const int MaxDepth = 32;

    /// <summary>For answers, and for the schemas of the OpenAPI document.</summary>
    public static JsonSerializerOptions Writing { get; } = Shape(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
    });

    /// <summary>For requests: numbers may come as strings and switches as words, because command lines send them so.</summary>
    public static JsonSerializerOptions Reading { get; } = Shape(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Converters = { new SwitchConverter() },
    });

    public static JsonSerializerOptions Shape(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.MaxDepth = MaxDepth;
        // Quotes and dashes of sentences stay readable; characters that mean something in HTML stay escaped.
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }

    /// <summary>A value's word in the API: <c>InReview</c> is <c>in_review</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value that a word names; null for anything else, numbers included.</summary>
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

    /// <summary>The words of an enumeration, for saying what can be chosen.</summary>
    public static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Word));

    /// <summary>Takes <c>true</c>, <c>"true"</c>, <c>"1"</c> and their opposites.</summary>
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
