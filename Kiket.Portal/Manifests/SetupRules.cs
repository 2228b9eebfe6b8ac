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
        "Without them there is nothing to choose.",
        "Add options: with value and label.");

    public static readonly FindingRule SecretDefault = new("M603", FindingLevel.Warning,
        "A secret setting has no default",
        "A default in the file is known to everybody who can read the repository.",
        "Remove the default, and replace the secret that was here.");

    public static readonly FindingRule DefaultFits = new("M604", FindingLevel.Warning,
        "A default fits its type and bounds",
        "A default that does not fit is refused when somebody installs.",
        "Write a default of the type, within min and max.");

    public static readonly FindingRule SecretWithoutKey = new("M605", FindingLevel.Warning,
        "Every secret has a key",
        "Its value reaches the extension under that name.",
        "Add key:, such as key: ALERTS_TOKEN.");

    public static readonly FindingRule SecretWithoutDescription = new("M606", FindingLevel.Warning,
        "Every secret has a description",
        "People must know where to find it.",
        "Add description: that says where the value comes from.");

    public static readonly FindingRule StepUnknown = new("M610", FindingLevel.Warning,
        "A setup step is secrets, configure, test, info or oauth",
        "Others are shown as they are and skipped. The command-line client calls this an error and knows no oauth step, which the platform does; so it is a warning here.",
        "Use one of secrets, configure, test, info, oauth.");

    public static readonly FindingRule StepForm = new("M611", FindingLevel.Error,
        "A setup step is a map with one key",
        "The key tells what kind of step it is.",
        "Write it like - info: { title: Done }.");

    public static readonly FindingRule SecretsWithoutFields = new("M612", FindingLevel.Error,
        "A secrets step has fields or collect",
        "Otherwise the step asks for nothing.",
        "Add collect: with configuration keys, or fields:.");

    public static readonly FindingRule FieldWithoutKey = new("M613", FindingLevel.Error,
        "Every setup field has a key",
        "What is typed is stored under it.",
        "Add key:.");

    public static readonly FindingRule ObtainUnknown = new("M614", FindingLevel.Error,
        "obtain.type is one of oauth2, oauth2_client_credentials, api_key, token, input, basic, auto_generate",
        "It decides how the value is come by.",
        "Write one of oauth2, oauth2_client_credentials, api_key, token, input, basic, auto_generate.");

    public static readonly FindingRule OauthUrls = new("M615", FindingLevel.Error,
        "An OAuth field has authorization_url and token_url",
        "Both are needed to connect an account.",
        "Add the missing address.");

    public static readonly FindingRule SelectWithoutOptions = new("M616", FindingLevel.Error,
        "A select field has options",
        "Without them there is nothing to choose.",
        "Add options: with value and label.");

    public static readonly FindingRule LinkIncomplete = new("M617", FindingLevel.Error,
        "A link has url and label",
        "Otherwise there is nothing to show or to open.",
        "Add what is missing.");

    public static readonly FindingRule CollectUnknown = new("M618", FindingLevel.Warning,
        "collect names configuration keys",
        "What is not declared cannot be asked for.",
        "Add the key below configuration:, or correct the name.");

    public static readonly FindingRule ConfigureEmpty = new("M619", FindingLevel.Warning,
        "A configure step has fields or collect",
        "Otherwise the step asks for nothing.",
        "Add fields: or collect:.");

    public static readonly FindingRule ShowWhenUnknown = new("M620", FindingLevel.Warning,
        "showWhen names a field of the same step",
        "Otherwise the field is never shown.",
        "Name the key of a field of this step.");

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

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        ConfigurationForm, ConfigurationSelect, SecretDefault, DefaultFits, SecretWithoutKey, SecretWithoutDescription,
        StepUnknown, StepForm, SecretsWithoutFields, FieldWithoutKey, ObtainUnknown, OauthUrls,
        SelectWithoutOptions, LinkIncomplete, CollectUnknown, ConfigureEmpty, ShowWhenUnknown, DynamicWithOptions,
        TestWithoutAction, InfoEmpty, LinkForm,
    ];
}
