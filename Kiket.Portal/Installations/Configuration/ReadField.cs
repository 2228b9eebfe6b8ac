using Kiket.Portal.Manifests;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>One field of the form, from the places in a manifest that can describe it.</summary>
internal static class ReadField
{
    private const int UsualLength = 32;
    private const int ShortestLength = 16;
    private const int LongestLength = 512;

    private static readonly string[] References = ["issue_type", "workflow_status", "board", "priority", "project"];

    /// <summary>From <c>configuration</c> alone.</summary>
    public static FormField Of(ConfigurationEntry entry)
    {
        var (kind, note) = KindOf(entry.Type, entry.Multiline);
        return Finished(
            new FormField(entry.Key, kind, entry.Label ?? entry.Key)
            {
                Description = entry.Description,
                IsRequired = entry.Required,
                IsSecret = entry.Secret,
                IsShared = entry.Shared,
                IsReadOnly = entry.ReadOnly,
                Options = entry.Options,
                Min = entry.Min,
                Max = entry.Max,
                MaxLength = entry.Template?.MaxLength,
                HelpUrl = Web(entry.HelpUrl),
                GenerateLength = entry.AutoGenerateLength is { } length ? Length(length) : null,
                Template = kind == FieldKind.Template ? entry.Template : null,
                Note = note,
            },
            entry.Default);
    }

    /// <summary>From <c>secrets</c> alone.</summary>
    public static FormField Of(SecretEntry secret) => new(secret.Key!, FieldKind.Text, secret.Label ?? secret.Key!)
    {
        Description = secret.Description,
        IsRequired = secret.Required,
        IsSecret = true,
    };

    /// <summary>A key that a step collects; it may be declared nowhere.</summary>
    public static FormField Of(ConfigurationEntry? entry, string key, SetupStep step)
    {
        var field = entry is null
            ? new FormField(key, FieldKind.Text, key) { IsSecret = step.Kind == "secrets", Note = "The manifest doesn't say what this is." }
            : Of(entry);
        return field with { IsShared = field.IsShared || step.Scope == "extension", HelpUrl = field.HelpUrl ?? Web(step.HelpUrl) };
    }

    /// <summary>A field of a step: what it says counts, and the declared setting fills in the rest.</summary>
    public static FormField Of(SetupField field, ConfigurationEntry? entry, SetupStep step)
    {
        var declared = entry is null ? null : Of(entry);
        var key = field.Obtain?.StoreAs ?? field.Key!;
        var (kind, note) = field.Type is null && declared is not null ? (declared.Kind, declared.Note) : KindOf(field.Type, isLong: false);
        return Finished(
            (declared ?? new FormField(key, kind, key)) with
            {
                Kind = kind,
                Label = field.Label ?? declared?.Label ?? key,
                Description = field.Description ?? declared?.Description,
                Placeholder = field.Placeholder,
                IsRequired = field.Required || declared?.IsRequired == true,
                IsSecret = step.Kind == "secrets" || field.Obtain is not null || field.Type is "secret" or "password" || declared?.IsSecret == true,
                IsShared = step.Scope == "extension" || declared?.IsShared == true,
                Options = field.Options.Count > 0 ? field.Options : declared?.Options ?? [],
                HelpUrl = Web(field.Obtain?.HelpUrl) ?? declared?.HelpUrl ?? Web(step.HelpUrl),
                GenerateLength = field.Obtain?.Type == "auto_generate" ? declared?.GenerateLength ?? UsualLength : declared?.GenerateLength,
                ShowWhen = field.ShowWhenField,
                Note = ObtainNote(field.Obtain) ?? note,
            },
            field.Default ?? entry?.Default);
    }

    /// <summary>An address that a page may link to.</summary>
    public static string? Web(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 ? uri.AbsoluteUri : null;

    private static FormField Finished(FormField field, string? given)
    {
        if (field.IsSecret || given is null)
        {
            return field with { Default = null };
        }

        return CoerceValue.Of(field, given).TryGet(out var text, out _)
            ? field with { Default = text }
            : field with { Default = null, Note = field.Note ?? "The manifest's default doesn't fit this setting, so it isn't used." };
    }

    private static (FieldKind Kind, string? Note) KindOf(string? type, bool isLong) => type?.Trim().ToLowerInvariant() switch
    {
        null or "" or "string" or "text" or "secret" or "password" or "url" or "email" or "input" => (isLong ? FieldKind.LongText : FieldKind.Text, null),
        "textarea" or "html" or "markdown" => (FieldKind.LongText, null),
        "integer" or "int" => (FieldKind.Integer, null),
        "number" or "float" or "decimal" => (FieldKind.Number, null),
        "boolean" or "bool" or "checkbox" or "toggle" => (FieldKind.Boolean, null),
        "select" => (FieldKind.Select, null),
        "template" => (FieldKind.Template, null),
        "object" or "json" => (FieldKind.Object, null),
        { } word when References.Contains(word, StringComparer.Ordinal) =>
            (FieldKind.Text, "Enter it as it is called in Kiket. The platform checks it when the extension uses it."),
        { } word => (isLong ? FieldKind.LongText : FieldKind.Text, $"The portal doesn't know settings of the type “{Short(word)}”, so this one is text."),
    };

    private static string? ObtainNote(Obtain? obtain) => obtain?.Type switch
    {
        "oauth2" or "oauth2_client_credentials" => $"Create a token{(obtain.Provider is { } name ? $" with {Short(name)}" : "")} and paste it here.",
        _ => null,
    };

    private static int Length(int asked) => Math.Clamp(asked, ShortestLength, LongestLength);

    private static string Short(string word) => word.Length > 40 ? word[..40] + "…" : word;
}
