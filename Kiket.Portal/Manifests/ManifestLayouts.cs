namespace Kiket.Portal.Manifests;

/// <summary>A layout of the file.</summary>
/// <param name="Name">For people; null when the layout is unknown.</param>
/// <param name="Difference">How it differs, as a sentence.</param>
/// <param name="Fix">How to convert it to the supported one.</param>
/// <param name="Sign">The key that identifies it.</param>
internal sealed record ManifestLayout(string? Name, bool IsSupported, string Difference = "", string? Fix = null, YamlNode? Sign = null);

/// <summary>
/// Recognizes the layouts that exist in public repositories. Only the nested one is read. Each of the others gives one
/// error with its name, instead of a dozen errors about missing fields.
/// </summary>
internal static class ManifestLayouts
{
    private static readonly string[] ExtensionKeys =
    [
        "id", "name", "version", "api_version", "description", "author", "homepage", "license", "sdk", "delivery", "callback",
        "activationEvents", "activation_events", "lifecycleEvents", "permissions", "capabilities", "tags", "hooks", "contributes",
        "configuration", "secrets", "setup", "output_fields", "custom_data", "provides", "requires", "rate_limiting", "github_webhooks",
        "jira_webhooks", "assets", "icon", "hosting", "pricing", "compatibility", "billing", "host",
    ];

    public static ManifestLayout Recognise(YamlMap root, string path)
    {
        if (Text(root, "apiVersion")?.StartsWith("kiket.dev/", StringComparison.Ordinal) == true)
            return Other("the kiket.dev/v1 layout (kind, metadata, spec)", "It is from another generation of the product.", root, "apiVersion");
        if (root.Find("manifest_version") is not null)
            return Other(
                $"the manifest_version {Text(root, "manifest_version")} layout (extension.key, runtime, triggers)",
                "Here the id is in extension.id and the events are in hooks.",
                root,
                "manifest_version");
        if (root.Find("manifestVersion") is not null)
            return Other(
                $"the manifestVersion {Text(root, "manifestVersion")} layout (delivery as a map)",
                "Here delivery is a single word and the address is in callback.url.",
                root,
                "manifestVersion");
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return Other(
                "the legacy manifest.json layout",
                "Here the manifest is .kiket/manifest.yaml.",
                root,
                root.Entries.Count > 0 ? root.Entries[0].Key.Value : string.Empty);
        return root.Value("extension") is YamlMap extension ? WithExtension(root, extension) : WithoutExtension(root);
    }

    /// <summary>The identity from a file with an unsupported layout, without any checks.</summary>
    public static Manifest? Glimpse(YamlMap root, ManifestNotes notes)
    {
        var below = root.Value("extension") as YamlMap ?? root.Value("metadata") as YamlMap ?? root;
        var id = Text(below, "id") ?? Text(below, "key");
        var name = Text(below, "name");
        if (id is null && name is null)
            return null;
        if ((below.Find("id") ?? below.Find("key")) is { } entry)
            notes.Remember("id", entry.Key);
        return new Manifest { Id = id, Name = name, Version = Text(below, "version"), Description = Text(below, "description"), Lines = notes.Lines };
    }

    /// <summary>Fields of the extension at the root, where nothing reads them. The exception is setup, which the client reads there.</summary>
    public static void PointOutMisplaced(Section top)
    {
        foreach (var entry in top.Map.Entries)
            if (Array.IndexOf(ExtensionKeys, entry.Key.Value) >= 0)
                top.Notes.Add(
                    FileRules.Misplaced,
                    $"{entry.Key.Value} is at the root, where it isn't read.",
                    entry.Key,
                    $"Move {entry.Key.Value} below extension:.");
    }

    private static ManifestLayout WithExtension(YamlMap root, YamlMap extension)
    {
        if (extension.Find("delivery") is null && extension.Find("callback") is null && root.Find("delivery") is { } delivery)
            return new(
                "the mixed layout (delivery beside extension)",
                IsSupported: false,
                "Here delivery, hooks, permissions and configuration are below extension.",
                "Move delivery, hooks, permissions and configuration below extension:, write delivery: http and put the address in callback.url.",
                delivery.Key);
        return new("nested", IsSupported: true);
    }

    private static ManifestLayout WithoutExtension(YamlMap root)
    {
        if (root.Find("extension") is not null || root.Find("id") is null)
            return new(null, IsSupported: false);
        if (root.Find("delivery_secret") is not null || (root.Value("settings") is YamlList && root.Find("name") is null))
            return Other(
                "an SDK settings file (id, delivery_secret, settings)", "It configures the SDK at run time. The manifest is a separate file.", root, "id");
        if (root.Find("endpoints") is not null && root.Find("api") is null)
            return Other(
                "the legacy manifest.json layout (endpoints, capabilities, billing)", "Here the manifest is nested below extension.", root, "endpoints");
        return Other("the flat layout (id, name and permissions at the root)", "Here they are below extension.", root, "id");
    }

    private static ManifestLayout Other(string name, string difference, YamlMap root, string sign) =>
        new(name, IsSupported: false, difference, Fix: null, root.Find(sign)?.Key);

    private static string? Text(YamlMap map, string key) => map.Value(key) is YamlScalar { IsNull: false } scalar ? scalar.Value : null;
}
