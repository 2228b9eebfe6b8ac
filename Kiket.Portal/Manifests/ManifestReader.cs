namespace Kiket.Portal.Manifests;

/// <summary>
/// Reads a manifest from untrusted bytes. Pure, never throws, and limited in time and memory: whatever a file
/// contains, the result is a reading with findings.
/// </summary>
public static class ManifestReader
{
    /// <summary>The path of the manifest in a repository.</summary>
    public const string Path = ".kiket/manifest.yaml";

    /// <summary>The largest real manifest has about 20 KiB.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads <paramref name="bytes"/>; <paramref name="path"/> is only used in findings and to recognize layouts.</summary>
    public static ManifestReading Read(ReadOnlyMemory<byte> bytes, string path)
    {
        var notes = new ManifestNotes(path);
        try
        {
            return Read(bytes.Span, path, notes);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The promise to callers. The fuzz test checks that no known input gets here.
            notes.Add(FileRules.Unreadable, "The manifest can't be read.", null);
            return new(null, null, notes.Ordered());
        }
    }

    private static ManifestReading Read(ReadOnlySpan<byte> bytes, string path, ManifestNotes notes)
    {
        if (bytes.Length > MaxBytes)
        {
            notes.Add(FileRules.TooLarge, FormattableString.Invariant($"The file has {bytes.Length:#,0} bytes; the limit is {MaxBytes:#,0}."), null);
            return new(null, null, notes.Ordered());
        }

        if (YamlSource.Decode(bytes, path, notes) is not { } source)
            return new(null, null, notes.Ordered());
        if (string.IsNullOrWhiteSpace(source.Text))
        {
            notes.Add(FileRules.Empty, "The file is empty.", null);
            return new(null, null, notes.Ordered());
        }

        if (YamlTree.Read(source, notes) is not { } root)
            return new(null, null, notes.Ordered());
        YamlHints.Report(root, notes);
        if (root is YamlMap map)
            return Read(map, path, notes);

        if (root is YamlScalar { IsNull: true })
            notes.Add(FileRules.Empty, "The file has no value.", null);
        else
            notes.Add(FileRules.RootNotMap, $"The file starts with {root.Noun}; it must be a map.", root);
        return new(null, null, notes.Ordered());
    }

    private static ManifestReading Read(YamlMap root, string path, ManifestNotes notes)
    {
        var layout = ManifestLayouts.Recognise(root, path);
        if (!layout.IsSupported)
        {
            if (layout.Name is null)
                notes.Add(FileRules.NoExtension, "There is no extension: map.", root);
            else
                notes.Add(
                    FileRules.UnsupportedLayout,
                    $"This is {layout.Name}, which the marketplace doesn't read. {layout.Difference}",
                    layout.Sign ?? root,
                    layout.Fix);
            return new(ManifestLayouts.Glimpse(root, notes), layout.Name, notes.Ordered());
        }

        var extension = new Section((YamlMap)root.Value("extension")!, "extension", notes);
        var top = new Section(root, string.Empty, notes);
        var manifest = IdentityReading.Read(top, extension, new Manifest());
        manifest = DeliveryReading.Read(extension, manifest);
        manifest = manifest with { Configuration = ConfigurationReading.Read(extension), Secrets = ConfigurationReading.ReadSecrets(extension) };
        manifest = EventsReading.Read(extension, manifest);
        manifest = manifest with { Permissions = PermissionReading.Read(top, extension) };
        manifest = manifest with { Setup = SetupReading.Read(extension, manifest.Configuration) };
        manifest = DataReading.Read(extension, manifest);
        manifest = manifest with { Hosting = HostingReading.Read(top, extension) };
        manifest = TermsReading.Read(extension, manifest);
        ManifestLayouts.PointOutMisplaced(top);
        extension.Finish();
        top.Finish();
        return new(manifest with { Unknown = notes.Unknown, Lines = notes.Lines }, layout.Name, notes.Ordered());
    }
}
