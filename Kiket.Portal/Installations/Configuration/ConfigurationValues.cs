using System.Text.Json.Nodes;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>The value of one key as it may be shown.</summary>
/// <param name="Text">Null for a secret.</param>
/// <param name="LastFour">Of a secret; empty for a short one.</param>
public sealed record StoredValue(string Key, string? Text, bool IsSecret, bool IsShared, string? LastFour, string SetBy, DateTimeOffset SetAt);

/// <summary>What an installation has stored, and what that means for a form.</summary>
public sealed class ConfigurationValues(IReadOnlyDictionary<string, StoredValue> stored)
{
    public static ConfigurationValues None { get; } = new(new Dictionary<string, StoredValue>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, StoredValue> Stored { get; } = stored;

    public StoredValue? Find(string key) => Stored.GetValueOrDefault(key);

    /// <summary>What the extension is given: the stored value, else the default. Null for a secret, and when there is none.</summary>
    public string? Effective(FormField field) => field.IsSecret ? null : field.IsReadOnly ? field.Default : Find(field.Key)?.Text ?? field.Default;

    public bool Has(FormField field) => field.IsSecret ? Find(field.Key) is { IsSecret: true } : Effective(field) is { Length: > 0 };

    /// <summary>The fields that are asked for: those whose <c>showWhen</c> field has a value other than false and is itself asked for.</summary>
    public IReadOnlyList<FormField> Visible(ConfigurationForm form) => VisibleFields.Of(
        form, field => field.IsSecret ? Find(field.Key) is not null ? "set" : null : Effective(field));

    /// <summary>Secrets that are needed and not there. They don't keep an extension from being active.</summary>
    public IReadOnlyList<FormField> MissingSecrets(ConfigurationForm form) =>
        [.. Visible(form).Where(field => field is { IsSecret: true, IsRequired: true } && !Has(field))];

    /// <summary>Settings that are needed, and have neither value nor default.</summary>
    public IReadOnlyList<FormField> MissingAnswers(ConfigurationForm form) =>
        [.. Visible(form).Where(field => field is { IsSecret: false, IsRequired: true } && !Has(field))];

    /// <summary>The settings as JSON, without secrets.</summary>
    public JsonObject Json(ConfigurationForm form) => new(Visible(form)
        .Where(field => !field.IsSecret)
        .Select(field => (Field: field, Text: Effective(field)))
        .Where(value => value.Text is not null)
        .Select(value => KeyValuePair.Create<string, JsonNode?>(value.Field.Key, CoerceValue.Json(value.Field, value.Text!))));
}

/// <summary>Evaluates <c>showWhen</c>, the same on the page and when values are stored.</summary>
public static class VisibleFields
{
    /// <param name="valueOf">The value of a field that isn't hidden; null when it has none.</param>
    public static IReadOnlyList<FormField> Of(ConfigurationForm form, Func<FormField, string?> valueOf)
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        return [.. form.Fields.Where(IsVisible)];

        bool IsVisible(FormField field)
        {
            if (field.ShowWhen is not { } other)
            {
                return true;
            }

            if (!known.TryGetValue(field.Key, out var isVisible))
            {
                // Fields that wait for each other are never shown.
                known[field.Key] = false;
                isVisible = form.Find(other) is { } before && IsVisible(before) && valueOf(before) is { Length: > 0 } value && value != "false";
                known[field.Key] = isVisible;
            }

            return isVisible;
        }
    }
}
