namespace Kiket.Portal.Manifests.Reference;

/// <summary>
/// Every field that the portal reads from a manifest, with the rules it is checked by. A test compares it with what the readers read, so
/// that a new field can't be forgotten here.
/// </summary>
public static class ManifestReference
{
    public static IReadOnlyList<ManifestFieldGroup> Groups { get; } =
    [
        new(
            "file",
            "The file",
            "`.kiket/manifest.yaml` is YAML in UTF-8, 64 KiB at most. Everything stands below `extension`, except the two fields of this group.",
            [
                new(
                    "model_version", "text", FieldNeed.Recommended, "The version of the manifest's format. Only \"1.0\" exists.", "\"1.0\"",
                    IdentityRules.ModelVersionMissing, IdentityRules.ModelVersionUnknown),
                new("extension", "map", FieldNeed.Required, "Everything about your extension.", "", FileRules.NoExtension, FileRules.Misplaced),
            ],
            FileRules.Empty, FileRules.TooLarge, FileRules.NotUtf8, FileRules.Utf16, FileRules.ControlCharacter, FileRules.Syntax, FileRules.TabIndent,
            FileRules.TooDeep, FileRules.TooMuch, FileRules.Anchor, FileRules.Tag, FileRules.SecondDocument, FileRules.RootNotMap,
            FileRules.UnsupportedLayout, FileRules.DuplicateKey, FileRules.UnknownField, FileRules.NeedsQuotes, FileRules.WrongKind,
            FileRules.QuotedValue, FileRules.HiddenCharacter, FileRules.TooManyFindings, FileRules.Unreadable, FileRules.ManifestMissing,
            FileRules.OtherName, FileRules.TwoReadings, FileRules.SwallowedText, FileRules.OddSpace, IdentityRules.ReadmeMissing,
            IdentityRules.TestsMissing, IdentityRules.LicenseMissing, IdentityRules.WorkflowMissing),
        IdentityFields.Group,
        DeliveryFields.Delivery,
        DeliveryFields.Events,
        DeliveryFields.Contributions,
        SetupFields.Permissions,
        SetupFields.Configuration,
        SetupFields.Setup,
        DataFields.Data,
        DataFields.Hosting,
        DataFields.Terms,
    ];

    /// <summary>As little as a manifest can have. Nothing is found in it.</summary>
    public static string Minimal { get; } = Template("minimal");

    /// <summary>A manifest with a value for nearly every field. Nothing is found in it but that one scope is sensitive.</summary>
    public static string Full { get; } = Template("full");

    private static string Template(string name)
    {
        using var stream = typeof(ManifestReference).Assembly.GetManifestResourceStream($"Kiket.Portal.Manifests.{name}.yaml")
            ?? throw new InvalidOperationException($"{name}.yaml is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
