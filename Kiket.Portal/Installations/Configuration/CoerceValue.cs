using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>
/// Brings a value into the form that it is stored in, by the type of its field: manifests and forms spell numbers and
/// booleans as text. Refuses what doesn't fit, with a sentence for the field.
/// </summary>
public static class CoerceValue
{
    /// <summary>A long template or a page of HTML.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>A private key with its chain.</summary>
    public const int MaxSecretBytes = 8 * 1024;

    private const int MaxDigits = 60;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>A value of a request: text as it is, everything else as JSON; null when it is null.</summary>
    public static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonValue text when text.TryGetValue<string>(out var written) => written,
        _ => value.ToJsonString(),
    };

    /// <param name="given">Not empty.</param>
    public static Result<string> Of(FormField field, string given)
    {
        var limit = field.IsSecret ? MaxSecretBytes : MaxBytes;
        if (given.Length > limit || Encoding.UTF8.GetByteCount(given) > limit)
        {
            return Refuse(field, "too_large", $"{field.Label} is too long: the limit is {limit / 1024} KiB.");
        }

        if (given.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')) || PlainText.WellFormed(given) != given)
        {
            return Refuse(field, "characters", $"{field.Label} contains control characters. Type it again as plain text.");
        }

        if (field.MaxLength is { } length && given.Length > length)
        {
            return Refuse(field, "too_long", $"{field.Label} has {given.Length} characters; the limit is {length}.");
        }

        return field.IsSecret ? given : OfKind(field, given);
    }

    /// <summary>A stored value as JSON, for the extension and the API.</summary>
    public static JsonNode Json(FormField field, string stored) => field.Kind switch
    {
        FieldKind.Boolean => JsonValue.Create(stored == "true"),
        FieldKind.Integer or FieldKind.Number when decimal.TryParse(stored, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        FieldKind.Object when TryObject(stored, out var json) => json,
        _ => JsonValue.Create(stored),
    };

    private static Result<string> OfKind(FormField field, string given) => field.Kind switch
    {
        FieldKind.Boolean => OfBoolean(field, given),
        FieldKind.Integer or FieldKind.Number => OfNumber(field, given),
        FieldKind.Select when field.Options.Count > 0 && field.Options.All(option => option.Value != given) =>
            Refuse(field, "not_an_option", $"Choose one of the options for {field.Label}."),
        FieldKind.Object => TryObject(given, out var json) ? json.ToJsonString() : Refuse(field, "not_an_object", $"{field.Label} must be a JSON object."),
        FieldKind.Template => TemplateRules.Problem(given, field.Template) is { } problem
            ? Refuse(field, "template", $"{field.Label}: {problem}")
            : given,
        _ => given,
    };

    private static Result<string> OfBoolean(FormField field, string given) => given.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => "true",
        "false" or "no" or "off" or "0" => "false",
        _ => Refuse(field, "not_a_boolean", $"{field.Label} is true or false."),
    };

    private static Result<string> OfNumber(FormField field, string given)
    {
        var text = given.Trim();
        if (text.Length > MaxDigits || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return Refuse(field, "not_a_number", $"{field.Label} must be a number, such as {(field.Kind == FieldKind.Integer ? "30" : "0.5")}.");
        }

        if (field.Kind == FieldKind.Integer && decimal.Truncate(number) != number)
        {
            return Refuse(field, "not_an_integer", $"{field.Label} must be a whole number.");
        }

        if (number < field.Min || number > field.Max)
        {
            var range = (field.Min, field.Max) switch
            {
                ({ } min, { } max) => $"between {Plain(min)} and {Plain(max)}",
                ({ } min, _) => $"at least {Plain(min)}",
                (_, { } max) => $"at most {Plain(max)}",
                _ => "a number",
            };
            return Refuse(field, "out_of_range", $"{field.Label} must be {range}.");
        }

        return Plain(number);
    }

    private static string Plain(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static bool TryObject(string text, out JsonObject json)
    {
        json = [];
        try
        {
            if (JsonNode.Parse(text, documentOptions: Strict) is not JsonObject parsed)
            {
                return false;
            }

            json = parsed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Error Refuse(FormField field, string code, string message) => Error.Field(field.Key, code, message);
}
