using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>GitHub's JSON: snake_case names, times in UTC to the second, and its form of an error.</summary>
internal static class GitHubJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcSeconds() },
    };

    public static string Serialize(object value) => JsonSerializer.Serialize(value, Options);

    public static object Problem(string message, int status, string documentation) => new
    {
        Message = message,
        DocumentationUrl = documentation,
        Status = status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The opaque id of GitHub's other API; only its presence matters.</summary>
    public static string NodeId(string kind, object id) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:{id}"));

    private sealed class UtcSeconds : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }
}
