using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Configuration, secrets and the install wizard: M6xx.</summary>
public static class SetupRules
{
    public static readonly FindingRule ConfigurationForm = new("M601", FindingLevel.Error,
        "configuration is a map from key to entry",
        "Each key is one setting.",
        "Write configuration: with one key: { type: …, label: … } per setting.");

    public static readonly FindingRule ConfigurationSelect = new("M602", FindingLevel.Warning,
        "A select setting has options",
        "Without options there is nothing to choose.",
        "Add options: with value and label.");

    public static readonly FindingRule SecretDefault = new("M603", FindingLevel.Warning,
        "A secret setting has no default",
        "A default in the file is visible to everyone who can read the repository.",
        "Remove the default, and replace the secret that was here.");

    public static readonly FindingRule DefaultFits = new("M604", FindingLevel.Warning,
        "A default fits its type and limits",
        "A default that doesn't fit is refused during installation.",
        "Write a default of the right type, within min and max.");

    public static readonly FindingRule SecretWithoutKey = new("M605", FindingLevel.Warning,
        "Every secret has a key",
        "The extension receives the value under this name.",
        "Add key:, such as key: ALERTS_TOKEN.");

    public static readonly FindingRule SecretWithoutDescription = new("M606", FindingLevel.Warning,
        "Every secret has a description",
        "People need to know where to find it.",
        "Add description: that says where the value comes from.");

    public static readonly FindingRule StepUnknown = new("M610", FindingLevel.Warning,
        "A setup step is secrets, configure, test, info or oauth",
        "Other steps are shown unchanged and skipped. The command-line client treats them as errors and doesn't know the oauth step, which the "
        + "platform supports, so this is a warning.",
        "Use one of secrets, configure, test, info, oauth.");

    public static readonly FindingRule StepForm = new("M611", FindingLevel.Error,
        "A setup step is a map with one key",
        "The key is the kind of step.",
        "Write it like - info: { title: Done }.");

    public static readonly FindingRule SecretsWithoutFields = new("M612", FindingLevel.Error,
        "A secrets step has fields or collect",
        "Otherwise the step is empty.",
        "Add collect: with configuration keys, or fields:.");

    public static readonly FindingRule FieldWithoutKey = new("M613", FindingLevel.Error,
        "Every setup field has a key",
        "The entered value is stored under this key.",
        "Add key:.");

    public static readonly FindingRule ObtainUnknown = new("M614", FindingLevel.Error,
        "obtain.type is one of oauth2, oauth2_client_credentials, api_key, token, input, basic, auto_generate",
        "It decides how to get the value.",
        "Write one of oauth2, oauth2_client_credentials, api_key, token, input, basic, auto_generate.");

    public static readonly FindingRule OauthUrls = new("M615", FindingLevel.Error,
        "An OAuth field has authorization_url and token_url",
        "Both are needed to connect an account.",
        "Add the missing address.");

    public static readonly FindingRule SelectWithoutOptions = new("M616", FindingLevel.Error,
        "A select field has options",
        "Without options there is nothing to choose.",
        "Add options: with value and label.");

    public static readonly FindingRule LinkIncomplete = new("M617", FindingLevel.Error,
        "A link has url and label",
        "Otherwise there is nothing to show or to open.",
        "Add the missing one.");

    public static readonly FindingRule CollectUnknown = new("M618", FindingLevel.Warning,
        "collect names configuration keys",
        "The wizard can only ask for declared settings.",
        "Add the key below configuration:, or correct the name.");

    public static readonly FindingRule ConfigureEmpty = new("M619", FindingLevel.Warning,
        "A configure step has fields or collect",
        "Otherwise the step is empty.",
        "Add fields: or collect:.");

    public static readonly FindingRule ShowWhenUnknown = new("M620", FindingLevel.Warning,
        "showWhen names a field of the same step",
        "Otherwise the field is never shown.",
        "Write the key of a field in this step.");

    public static readonly FindingRule DynamicWithOptions = new("M621", FindingLevel.Warning,
        "A field whose choices come from the project has no options",
        "They are ignored.",
        "Remove options.");

    public static readonly FindingRule TestWithoutAction = new("M622", FindingLevel.Warning,
        "A test step has an action",
        "Otherwise the step is skipped.",
        "Add action:, such as action: alerts.test.");

    public static readonly FindingRule InfoEmpty = new("M623", FindingLevel.Warning,
        "An info step has a title or content",
        "Otherwise it is an empty page.",
        "Add title: or content:.");

    public static readonly FindingRule LinkForm = new("M624", FindingLevel.Warning,
        "Links of the wizard are web addresses",
        "Only http and https addresses become links.",
        "Write an address that starts with https://.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        ConfigurationForm, ConfigurationSelect, SecretDefault, DefaultFits, SecretWithoutKey, SecretWithoutDescription,
        StepUnknown, StepForm, SecretsWithoutFields, FieldWithoutKey, ObtainUnknown, OauthUrls,
        SelectWithoutOptions, LinkIncomplete, CollectUnknown, ConfigureEmpty, ShowWhenUnknown, DynamicWithOptions,
        TestWithoutAction, InfoEmpty, LinkForm,
    ];
}
