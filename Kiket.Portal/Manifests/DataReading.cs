using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>Output fields, custom data and connected accounts.</summary>
internal static partial class DataReading
{
    public static readonly string[] Operations = ["read", "write", "delete", "admin"];

    private static readonly string[] OutputTypes = ["copyable", "url", "code", "badge", "status"];

    public static Manifest Read(Section extension, Manifest manifest) => manifest with
    {
        OutputFields = ReadOutput(extension),
        CustomData = ReadCustomData(extension),
        ProvidesOauth = ReadOauth(extension, "provides"),
        RequiresOauth = ReadOauth(extension, "requires"),
    };

    /// <summary>The form of a module's id.</summary>
    public static bool IsModuleId(string id) => ModuleForm().IsMatch(id);

    private static IReadOnlyList<OutputField> ReadOutput(Section extension)
    {
        switch (extension.Node("output_fields"))
        {
            case null:
                return [];
            case YamlMap map:
                return ReadOutputEntries(new Section(map, extension.Name("output_fields"), extension.Notes));
            case var other:
                extension.Add(DataRules.OutputForm, $"output_fields is {other.Noun}.", "output_fields");
                return [];
        }
    }

    private static List<OutputField> ReadOutputEntries(Section fields)
    {
        var read = new List<OutputField>();
        foreach (var entry in fields.Map.Entries)
        {
            var key = entry.Key.Value;
            if (!OutputKeyForm().IsMatch(key))
                fields.Notes.Add(DataRules.OutputKey, $"The output key {ManifestNotes.Quote(key)} isn't in lower case with underscores.", entry.Key);
            if (entry.Value is not YamlMap map)
            {
                fields.Notes.Add(DataRules.OutputEntry, $"The output field {ManifestNotes.Quote(key)} is {entry.Value.Noun}.", entry.Key);
                continue;
            }

            var section = new Section(map, fields.Name(key), fields.Notes);
            var field = new OutputField(
                key,
                section.Text("label"),
                section.Text("description"),
                section.Text("type"),
                section.Text("icon"),
                section.Text("help_url"),
                fields.Notes.LineOf(entry.Key));
            Check(section, field);
            section.Finish();
            read.Add(field);
        }

        return read;
    }

    private static void Check(Section section, OutputField field)
    {
        var key = ManifestNotes.Quote(field.Key);
        if (string.IsNullOrWhiteSpace(field.Label))
            section.Add(DataRules.OutputLabel, $"The output field {key} has no label.", "label");
        if (field.Type is { Length: > 0 } type && Array.IndexOf(OutputTypes, type) < 0)
            section.Add(DataRules.OutputType, $"The type of {key} is {ManifestNotes.Quote(type)}.", "type");
        if (field.Icon is { Length: > 0 } icon && !IconForm().IsMatch(icon))
            section.Add(DataRules.OutputIcon, $"The icon of {key} is {ManifestNotes.Quote(icon)}.", "icon");
        if (field.HelpUrl is { Length: > 0 } help && WebAddress.Problem(help) is { } problem)
            section.Add(DataRules.OutputHelpUrl, $"The help_url of {key} is {ManifestNotes.Quote(help)}, which {problem}.", "help_url");
    }

    private static List<ModulePermission> ReadCustomData(Section extension)
    {
        var read = new List<ModulePermission>();
        if (extension.Sub("custom_data") is not { } section)
            return read;
        foreach (var entry in section.Maps("permissions").Concat(section.Maps("modules")))
        {
            var module = entry.Text("module") ?? entry.Text("id") ?? entry.Text("name");
            var operations = entry.Texts("operations");
            entry.Finish();
            if (module is null)
            {
                entry.Add(FileRules.WrongKind, "A custom data permission names no module.", fix: "Add module:, such as module: dev.acme.alerts.sent.");
                continue;
            }

            if (!IsModuleId(module))
                entry.Add(DataRules.ModuleIdForm, $"The module id {ManifestNotes.Quote(module)} should be in lower case with dots.", "module");
            foreach (var operation in operations.Where(operation => Array.IndexOf(Operations, operation) < 0))
                entry.Add(DataRules.Operation, $"{ManifestNotes.Quote(operation)} isn't an operation on {ManifestNotes.Quote(module)}.", "operations");
            read.Add(new ModulePermission(module, operations, entry.Line));
        }

        section.Finish();
        return read;
    }

    private static OauthProvider? ReadOauth(Section extension, string key)
    {
        if (extension.Sub(key) is not { } outer)
            return null;
        if (outer.Map.Value("oauth_provider") is YamlScalar)
        {
            var word = outer.Text("oauth_provider");
            outer.Finish();
            return word is null ? null : new OauthProvider(word, null, [], null, false, outer.Line);
        }

        var section = outer.Sub("oauth_provider");
        outer.Finish();
        if (section is null)
            return null;
        var provider = new OauthProvider(
            section.Text("provider") ?? section.Text("id") ?? section.Text("key"),
            section.Text("name") ?? section.Text("label"),
            section.Texts("scopes"),
            section.Text("on_missing"),
            section.Flag("optional"),
            section.Line);
        section.Finish();
        return provider;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex OutputKeyForm();

    [GeneratedRegex(@"\A[a-z0-9-]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex IconForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9.-]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex ModuleForm();
}
