using System.Text.Json;
using System.Text.Json.Nodes;
using Kiket.Portal.Foundation;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Installations;

/// <summary>The output fields that an extension returned and its manifest declares; everything else is dropped.</summary>
public static class ReturnedFields
{
    /// <summary>An address with a token in it, or a short text.</summary>
    public const int MaxLength = 2000;

    public static IReadOnlyDictionary<string, string> Of(Manifest manifest, JsonObject? returned)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in manifest.OutputFields.Select(field => field.Key))
        {
            if (returned?[key] is JsonValue value && Text(value) is { Length: > 0 and <= MaxLength } text)
            {
                fields[key] = text;
            }
        }

        return fields;
    }

    private static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String
        ? PlainText.OneLine(PlainText.WellFormed(value.GetValue<string>()))
        : value.ToJsonString();
}
