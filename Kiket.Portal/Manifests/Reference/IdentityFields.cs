namespace Kiket.Portal.Manifests.Reference;

/// <summary>Who the extension is.</summary>
internal static class IdentityFields
{
    public static ManifestFieldGroup Group { get; } = new(
        "identity",
        "Identity",
        "How your extension is called and recognized.",
        [
            new(
                "extension.id", "text", FieldNeed.Required,
                "Its name for machines, in reverse domain form. It never changes: it is part of the listing's address.", "dev.acme.alerts",
                IdentityRules.IdMissing, IdentityRules.IdForm, IdentityRules.IdUnsafe, IdentityRules.IdWithoutDot),
            new(
                "extension.name", "text", FieldNeed.Required, "Its name for people, 80 characters at most.", "Acme Alerts",
                IdentityRules.NameMissing, IdentityRules.NameLong),
            new(
                "extension.version", "semantic version", FieldNeed.Required, "Rises with every release.", "1.4.0",
                IdentityRules.VersionMissing, IdentityRules.VersionForm),
            new(
                "extension.api_version", "v and digits", FieldNeed.Optional,
                "The version of the platform's events; v1 if you leave it out.", "v1", IdentityRules.ApiVersionForm),
            new(
                "extension.description", "text", FieldNeed.Recommended,
                "What it does, in a sentence.", "Tells the on-call channel about risky work.", IdentityRules.DescriptionMissing),
            new("extension.author", "text", FieldNeed.Optional, "Who makes it.", "Acme"),
            new(
                "extension.homepage", "web address", FieldNeed.Optional,
                "Its own page.", "https://github.com/acme/alerts", IdentityRules.HomepageForm),
            new("extension.license", "text", FieldNeed.Optional, "Its license, as SPDX names it.", "MIT"),
            new(
                "extension.sdk", "ruby, python, node, java, dotnet or go", FieldNeed.Recommended, "The SDK that it is written with.", "dotnet",
                IdentityRules.SdkMissing, IdentityRules.SdkUnknown),
            new("extension.host", "text", FieldNeed.Optional, "Who runs it. The portal shows it and acts on `hosting` alone.", "self-hosted"),
            new(
                "extension.assets.icon", "path or web address", FieldNeed.Recommended, "The icon: a file in your repository, PNG or SVG.", "./public/icon.svg",
                IdentityRules.IconMissing, IdentityRules.IconForm) { AlsoRead = ["extension.icon"] },
        ]);
}
