using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>The files that define an extension's own records.</summary>
internal static class ModuleSchema
{
    public static IReadOnlyList<Finding> Check(ReadOnlyMemory<byte> bytes, string path, Manifest? manifest)
    {
        var notes = new ManifestNotes(path);
        try
        {
            Check(bytes.Span, path, manifest, notes);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            notes.Add(FileRules.Unreadable, "The schema can't be read.", null);
        }

        return notes.Ordered();
    }

    private static void Check(ReadOnlySpan<byte> bytes, string path, Manifest? manifest, ManifestNotes notes)
    {
        if (bytes.Length > ManifestReader.MaxBytes)
        {
            notes.Add(
                FileRules.TooLarge, FormattableString.Invariant($"The file has {bytes.Length:#,0} bytes; the limit is {ManifestReader.MaxBytes:#,0}."), null);
            return;
        }

        if (YamlSource.Decode(bytes, path, notes) is not { } source || YamlTree.Read(source, notes) is not { } root)
            return;
        if (root is not YamlMap map)
        {
            notes.Add(DataRules.ModuleMissing, $"The file starts with {root.Noun}; it must be a map with module: and tables:.", root);
            return;
        }

        CheckModule(map, manifest, notes);
        if (map.Value("tables") is not (YamlMap { Entries.Count: > 0 } or YamlList { Items.Count: > 0 }))
            notes.Add(DataRules.ModuleWithoutTables, "The schema defines no table.", map);
    }

    private static void CheckModule(YamlMap map, Manifest? manifest, ManifestNotes notes)
    {
        if (map.Value("module") is not YamlScalar { Kind: ScalarKind.Text, Value.Length: > 0 } module)
        {
            var given = map.Value("module");
            notes.Add(DataRules.ModuleMissing, given is null ? "module is missing." : $"module is {given.Noun}; it must be text.", given ?? map);
            return;
        }

        if (!DataReading.IsModuleId(module.Value))
            notes.Add(DataRules.ModuleIdForm, $"The module id {ManifestNotes.Quote(module.Value)} should be in lower case with dots.", module);
        if (manifest is not null && manifest.CustomData.All(permission => permission.Module != module.Value))
            notes.Add(
                DataRules.ModuleUndeclared,
                $"The module {ManifestNotes.Quote(module.Value)} isn't declared in extension.custom_data.permissions.",
                module,
                $"Add {{ module: {module.Value}, operations: [read, write] }} to extension.custom_data.permissions.");
    }
}
