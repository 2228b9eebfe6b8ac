using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>The extension's identity: M2xx.</summary>
public static class IdentityRules
{
    public static readonly FindingRule ModelVersionMissing = new("M201", FindingLevel.Warning,
        "model_version is present",
        "It says which rules the file follows.",
        "Add model_version: \"1.0\" as the first line.");

    public static readonly FindingRule ModelVersionUnknown = new("M202", FindingLevel.Warning,
        "model_version is \"1.0\"",
        "It is the only version of the model.",
        "Write model_version: \"1.0\".");

    public static readonly FindingRule IdMissing = new("M203", FindingLevel.Error,
        "extension.id is present",
        "It identifies the extension in every registry.",
        "Add id:, such as id: dev.acme.alerts.");

    public static readonly FindingRule IdForm = new("M204", FindingLevel.Warning,
        "The id is in lower case: a letter, then letters, digits, dots and hyphens",
        "Parts of the platform reject other spellings. A kebab-case id is valid, as in the command-line client.",
        "Write it like dev.acme.alerts.");

    public static readonly FindingRule IdUnsafe = new("M205", FindingLevel.Error,
        "The id can be part of an address",
        "Web addresses and file names contain the id, so it can't have line breaks, spaces or slashes. The limit is 128 characters.",
        "Write it like dev.acme.alerts.");

    public static readonly FindingRule IdWithoutDot = new("M206", FindingLevel.Warning,
        "The id contains a dot",
        "“marketplace validate” requires reverse-domain ids because they can't collide. Lint and older documentation accept kebab-case, "
        + "and such extensions exist, so this is a warning.",
        "Put your domain in front, such as dev.acme.alerts. Only do this before the first release, because a new id is a new extension.");

    public static readonly FindingRule NameMissing = new("M207", FindingLevel.Error,
        "extension.name is present",
        "People see this name.",
        "Add name:, such as name: Acme Alerts.");

    public static readonly FindingRule NameLong = new("M208", FindingLevel.Warning,
        "The name is at most 80 characters",
        "Longer names are cut off on cards and in mails.",
        "Shorten it and move the rest to description.");

    public static readonly FindingRule VersionMissing = new("M209", FindingLevel.Error,
        "extension.version is present",
        "Every release has a version. Older documentation assumed 1.0.0 when it was missing, which hides changes.",
        "Add version: 1.0.0.");

    public static readonly FindingRule VersionForm = new("M210", FindingLevel.Error,
        "The version is a strict semantic version",
        "Only then can versions be compared and ranges be read: three numbers, an optional prerelease and build, at most 256 characters, "
        + "no leading v or zeros.",
        "Write it like 1.0.0 or 1.1.0-beta.1.");

    public static readonly FindingRule ApiVersionForm = new("M211", FindingLevel.Error,
        "api_version is v and digits",
        "It selects the API that calls the extension.",
        "Write api_version: v1.");

    public static readonly FindingRule SdkMissing = new("M212", FindingLevel.Warning,
        "sdk is present",
        "It says which kit builds and tests the extension.",
        "Add sdk: with one of ruby, python, node, java, dotnet, go.");

    public static readonly FindingRule SdkUnknown = new("M213", FindingLevel.Error,
        "sdk is one of ruby, python, node, java, dotnet, go",
        "The platform has these six.",
        "Write one of ruby, python, node, java, dotnet, go.");

    public static readonly FindingRule DescriptionMissing = new("M214", FindingLevel.Warning,
        "A description is present",
        "It is the first sentence that people read, and search uses it.",
        "Add description: with one sentence on what the extension does.");

    public static readonly FindingRule HomepageForm = new("M215", FindingLevel.Warning,
        "homepage is a web address",
        "Only http and https addresses become links.",
        "Write an address that starts with https://.");

    public static readonly FindingRule ReadmeMissing = new("M220", FindingLevel.Warning,
        "The repository has a README.md",
        "It becomes the Overview tab of the listing.",
        "Add README.md that says what the extension does and how to set it up.");

    public static readonly FindingRule TestsMissing = new("M221", FindingLevel.Warning,
        "The repository has a test/, tests/ or spec/ folder",
        "Reviewers look for tests.",
        "Add tests below test/.");

    public static readonly FindingRule LicenseMissing = new("M222", FindingLevel.Warning,
        "The repository has a LICENSE",
        "Without one, no one knows what they may do with the code.",
        "Add a LICENSE file.");

    public static readonly FindingRule WorkflowMissing = new("M223", FindingLevel.Warning,
        "The repository has a CI workflow",
        "A build on every push shows that the tests run.",
        "Add a workflow below .github/workflows/.");

    public static readonly FindingRule IconMissing = new("M224", FindingLevel.Warning,
        "The icon file exists",
        "Otherwise a generated icon is shown.",
        "Add the file, or remove icon.");

    public static readonly FindingRule IconForm = new("M225", FindingLevel.Warning,
        "The icon is a file in the repository or an https address",
        "Other values can't be fetched.",
        "Write a file name such as ./public/icon.svg.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        ModelVersionMissing, ModelVersionUnknown, IdMissing, IdForm, IdUnsafe, IdWithoutDot,
        NameMissing, NameLong, VersionMissing, VersionForm, ApiVersionForm, SdkMissing,
        SdkUnknown, DescriptionMissing, HomepageForm, ReadmeMissing, TestsMissing, LicenseMissing,
        WorkflowMissing, IconMissing, IconForm,
    ];
}
