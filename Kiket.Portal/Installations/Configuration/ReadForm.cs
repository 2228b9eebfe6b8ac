using System.Text.RegularExpressions;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>
/// Puts the manifest's configuration into the order of its setup steps; without them, first what is required. A key is asked
/// once, in the first step that names it.
/// </summary>
internal sealed partial class ReadForm(Manifest manifest)
{
    private readonly Dictionary<string, ConfigurationEntry> _entries = manifest.Configuration
        .GroupBy(entry => entry.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    public ConfigurationForm Read()
    {
        var steps = manifest.Setup.Select(ReadStep).ToList();
        var rest = manifest.Configuration.Select(entry => entry.Key)
            .OrderBy(key => !_entries[key].Required) // a stable sort: the manifest's order otherwise
            .Select(key => Ask(key, () => ReadField.Of(_entries[key])))
            .Concat(manifest.Secrets.Where(secret => secret.Key is not null).Select(secret => Ask(secret.Key!, () => ReadField.Of(secret))))
            .OfType<FormField>()
            .ToList();
        if (rest.Count > 0)
        {
            steps.Add(Step(FormStepKind.Configure, steps.Count == 0 ? "Settings" : "More settings", rest));
        }

        return new ConfigurationForm(steps, _notes);
    }

    private FormStep ReadStep(SetupStep step)
    {
        var kind = step.Kind switch
        {
            "secrets" => FormStepKind.Secrets,
            "configure" => FormStepKind.Configure,
            "test" => FormStepKind.Test,
            "info" => FormStepKind.Info,
            "oauth" => FormStepKind.Oauth,
            _ => FormStepKind.Other,
        };
        var fields = step.Collect.Select(key => Ask(key, () => ReadField.Of(_entries.GetValueOrDefault(key), key, step)))
            .Concat(step.Fields.Select(field => Ask(field.Obtain?.StoreAs ?? field.Key, () => ReadField.Of(field, EntryOf(field), step))))
            .OfType<FormField>()
            .ToList();
        return Step(kind, Title(kind, step), fields) with
        {
            Description = step.Description,
            IsRequired = step.Required,
            HelpUrl = ReadField.Web(step.HelpUrl),
            Content = step.Content,
            Action = kind == FormStepKind.Test ? step.Action : null,
            SuccessMessage = step.SuccessMessage,
            Links = [.. step.Links.Where(link => link.Label is not null && ReadField.Web(link.Url) is not null)],
            Note = Note(kind, step),
        };
    }

    private ConfigurationEntry? EntryOf(SetupField field) => _entries.GetValueOrDefault(field.Obtain?.StoreAs ?? field.Key ?? "");

    private static FormStep Step(FormStepKind kind, string title, IReadOnlyList<FormField> fields) =>
        new(kind, title, null, IsRequired: false, null, null, null, null, [], fields, null);

    private static string Title(FormStepKind kind, SetupStep step) => step.Title ?? kind switch
    {
        FormStepKind.Secrets => "Connect",
        FormStepKind.Configure => "Settings",
        FormStepKind.Test => "Test",
        FormStepKind.Info => "Good to know",
        FormStepKind.Oauth => $"Connect {step.Provider ?? "an account"}",
        _ => step.Kind,
    };

    private static string? Note(FormStepKind kind, SetupStep step) => kind switch
    {
        FormStepKind.Other => $"The portal doesn't know steps of the kind “{step.Kind}”, so it only shows what can be filled in.",
        FormStepKind.Oauth => "The portal can't connect this account for you. Connect it in the extension.",
        FormStepKind.Test when step.Action is null => "This step names no action, so there is nothing to test.",
        _ => null,
    };

    /// <summary>Null when it was asked before, or can't be stored.</summary>
    private FormField? Ask(string? key, Func<FormField> read)
    {
        if (key is null || _asked.Contains(key))
        {
            return null;
        }

        if (!KeyForm().IsMatch(key))
        {
            Add($"The setting “{Short(key)}” can't be stored: a key has up to 64 letters, digits and underscores, and begins with a letter.");
            return null;
        }

        if (_asked.Count == ConfigurationForm.MaxKeys)
        {
            Add($"Only the first {ConfigurationForm.MaxKeys} settings can be filled in.");
            return null;
        }

        _asked.Add(key);
        return read();
    }

    private void Add(string note)
    {
        if (!_notes.Contains(note) && _notes.Count < ConfigurationForm.MaxKeys)
        {
            _notes.Add(note);
        }
    }

    private static string Short(string key) => key.Length > 64 ? key[..64] + "…" : key;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyForm();
}
