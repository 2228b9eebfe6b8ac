using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>Shows the JSON of an audit entry to people: <c>{"displayName":"Ada"}</c> becomes "Display name: Ada".</summary>
public sealed partial class AuditedValues
{
    /// <summary>What was recorded before or after an action; null when there was nothing.</summary>
    [Parameter, EditorRequired]
    public string? Json { get; set; }

    private IReadOnlyList<(string Name, string Value)> Values { get; set; } = [];

    protected override void OnParametersSet() => Values = Read(Json);

    /// <summary>Every value of the JSON in its order. Text that is not JSON is one value without a label of its own.</summary>
    internal static IReadOnlyList<(string Name, string Value)> Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. Flatten("", document.RootElement)];
        }
        catch (JsonException)
        {
            return [("Value", json)];
        }
    }

    private static IEnumerable<(string Name, string Value)> Flatten(string path, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.EnumerateObject().SelectMany(member => Flatten(Join(path, Label(member.Name)), member.Value));
        }

        if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            return element.EnumerateArray().Index().SelectMany(item => Flatten(Join(path, $"{item.Index + 1}"), item.Item));
        }

        return [(path.Length == 0 ? "Value" : path, Text(element))];
    }

    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "none",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => element.GetArrayLength() == 0 ? "none" : string.Join(", ", element.EnumerateArray().Select(Text)),
        JsonValueKind.String => Words(element.GetString() ?? ""),
        _ => element.ToString(),
    };

    private static string Words(string text) => text switch
    {
        "" => "empty",
        [_, _, _, _, '-', _, _, '-', _, _, 'T', ..]
            when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) =>
            at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
        _ => text,
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}, {name.ToLowerInvariant()}";

    /// <summary><c>tokenLastFour</c> becomes "Token last four".</summary>
    private static string Label(string name)
    {
        var label = new StringBuilder();
        foreach (var letter in name)
        {
            if (label.Length == 0)
            {
                label.Append(char.ToUpperInvariant(letter));
            }
            else if (char.IsUpper(letter))
            {
                label.Append(' ').Append(char.ToLowerInvariant(letter));
            }
            else
            {
                label.Append(letter == '_' ? ' ' : letter);
            }
        }

        return label.ToString();
    }
}
