using System.Globalization;

namespace Kiket.Portal.Manifests;

/// <summary>Settings and secrets.</summary>
internal static class ConfigurationReading
{
    public static IReadOnlyList<ConfigurationEntry> Read(Section extension)
    {
        switch (extension.Node("configuration"))
        {
            case null:
                return [];
            case YamlMap map:
                return ReadEntries(new Section(map, extension.Name("configuration"), extension.Notes));
            case var other:
                extension.Add(SetupRules.ConfigurationForm, $"configuration is {other.Noun}.", "configuration");
                return [];
        }
    }

    public static IReadOnlyList<SecretEntry> ReadSecrets(Section extension)
    {
        var secrets = new List<SecretEntry>();
        foreach (var section in extension.Maps("secrets"))
        {
            var secret = new SecretEntry(section.Text("key"), section.Text("label"), section.Text("description"), section.Flag("required"), section.Line);
            if (secret.Key is null)
                section.Add(SetupRules.SecretWithoutKey, "A secret has no key.");
            if (string.IsNullOrWhiteSpace(secret.Description))
                section.Add(SetupRules.SecretWithoutDescription, $"The secret {secret.Key ?? "without a key"} has no description.", "key");
            section.Finish();
            secrets.Add(secret);
        }

        return secrets;
    }

    /// <summary>Options are maps of value and label, or bare values.</summary>
    public static IReadOnlyList<Choice> ReadOptions(Section section)
    {
        var choices = new List<Choice>();
        foreach (var item in section.Items("options"))
        {
            if (item is YamlMap map)
            {
                var value = map.Value("value") is { } given ? Section.LooseText(given) : string.Empty;
                choices.Add(new Choice(value, map.Value("label") is { } label ? Section.LooseText(label) : value));
            }
            else
            {
                var text = Section.LooseText(item);
                choices.Add(new Choice(text, text));
            }
        }

        return choices;
    }

    private static List<ConfigurationEntry> ReadEntries(Section configuration)
    {
        var entries = new List<ConfigurationEntry>();
        foreach (var entry in configuration.Map.Entries)
        {
            if (entry.Value is YamlMap map)
                entries.Add(ReadEntry(entry.Key, new Section(map, configuration.Name(entry.Key.Value), configuration.Notes)));
            else
                configuration.Notes.Add(
                    SetupRules.ConfigurationForm, $"The setting {ManifestNotes.Quote(entry.Key.Value)} is {entry.Value.Noun}; it must be a map.", entry.Key);
        }

        return entries;
    }

    private static ConfigurationEntry ReadEntry(YamlScalar key, Section section)
    {
        var secret = section.Flag("secret") || section.Text("type") is "secret" or "password";
        var given = section.Node("default");
        var read = new ConfigurationEntry(
            key.Value,
            section.Text("type"),
            section.Text("label"),
            section.Text("description"),
            secret || given is null ? null : Section.LooseText(given),
            section.Flag("required"),
            secret,
            section.Text("scope") == "extension",
            ReadOptions(section),
            section.Amount("min"),
            section.Amount("max"),
            section.Flag("multiline"),
            section.Flag("readonly"),
            section.Text("help_url"),
            section.Sub("auto_generate")?.Number("length"),
            ReadTemplate(section),
            section.Words("oauth"),
            section.Notes.LineOf(key));
        Check(section, read, given);
        section.Finish();
        return read;
    }

    private static TemplateSettings? ReadTemplate(Section section)
    {
        var validation = section.Sub("validation");
        var template = new TemplateSettings(
            section.Text("editor"),
            section.Text("language"),
            ReadVariables(section),
            validation?.Number("max_length"),
            validation?.Texts("required_variables") ?? []);
        validation?.Finish();
        return template is { Editor: null, Language: null, Variables.Count: 0, MaxLength: null, RequiredVariables.Count: 0 } ? null : template;
    }

    private static List<string> ReadVariables(Section section)
    {
        var names = new List<string>();
        foreach (var item in section.Items("variables"))
            names.Add(item is YamlMap map && (map.Value("name") ?? map.Value("key")) is { } name ? Section.LooseText(name) : Section.LooseText(item));
        return names;
    }

    private static void Check(Section section, ConfigurationEntry entry, YamlNode? given)
    {
        if (entry is { Type: "select", Options.Count: 0 })
            section.Add(SetupRules.ConfigurationSelect, $"The select setting {ManifestNotes.Quote(entry.Key)} has no options.", "type");
        if (entry.Secret && given is YamlScalar { IsNull: false } literal && literal.Value.Length > 0)
        {
            var (line, column) = section.Notes.Source!.Position(given.Start);
            section.Notes.AddAt(
                SetupRules.SecretDefault,
                $"The secret setting {ManifestNotes.Quote(entry.Key)} has a default.",
                line,
                column,
                "default: ••••••••");
        }

        if (entry.Default is { Length: > 0 } text && Misfit(entry, text) is { } misfit)
            section.Add(SetupRules.DefaultFits, $"The default of {ManifestNotes.Quote(entry.Key)} is {ManifestNotes.Quote(text)}, which {misfit}.", "default");
    }

    private static string? Misfit(ConfigurationEntry entry, string text)
    {
        switch (entry.Type)
        {
            case "boolean":
                return PlainScalars.Boolean(text) is null ? "is neither true nor false" : null;
            case "integer" when !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                return "isn't a whole number";
            case "integer" or "number":
                if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    return "isn't a number";
                if (number < entry.Min)
                    return FormattableString.Invariant($"is below the minimum of {entry.Min}");
                return number > entry.Max ? FormattableString.Invariant($"is above the maximum of {entry.Max}") : null;
            case "select":
                return entry.Options.Count == 0 || entry.Options.Any(option => option.Value == text) ? null : "isn't one of its options";
            default:
                return null;
        }
    }
}
