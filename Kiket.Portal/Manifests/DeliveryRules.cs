using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Delivery, callback, events, commands: M3xx.</summary>
public static class DeliveryRules
{
    public static readonly FindingRule DeliveryMissing = new("M301", FindingLevel.Error,
        "extension.delivery is present",
        "It says where events go.",
        "Add delivery: http.");

    public static readonly FindingRule DeliveryNotText = new("M302", FindingLevel.Error,
        "delivery is a single word",
        "Older layouts had a map here. Its address is now in callback.url.",
        "Write delivery: http and put the address in callback.url.");

    public static readonly FindingRule DeliveryUnknown = new("M303", FindingLevel.Error,
        "delivery is http or internal",
        "http calls your endpoint; internal is for extensions that Kiket runs itself.",
        "Write delivery: http.");

    public static readonly FindingRule CallbackMissing = new("M304", FindingLevel.Error,
        "delivery: http has a callback map",
        "Without it there is nothing to call.",
        "Add callback: with url: below it.");

    public static readonly FindingRule CallbackUrlMissing = new("M305", FindingLevel.Error,
        "callback.url is present",
        "Without it there is nothing to call.",
        "Add url: ${EXTENSION_BASE_URL} below callback:, or your https address.");

    public static readonly FindingRule CallbackUrlForm = new("M306", FindingLevel.Error,
        "callback.url is an https address or ${EXTENSION_BASE_URL}",
        "Events contain customer data, so they go over https to a public host, without a user name in the address.",
        "Write an address such as https://alerts.example.com/webhooks, or ${EXTENSION_BASE_URL} with an optional path.");

    public static readonly FindingRule CallbackPort = new("M307", FindingLevel.Warning,
        "callback.url uses the standard port",
        "The sanity tests only call port 443.",
        "Remove the port from the address.");

    public static readonly FindingRule CallbackTimeout = new("M308", FindingLevel.Error,
        "callback.timeout is 100 to 60000 milliseconds",
        "With less time, no endpoint responds in time; with more, people wait too long.",
        "Write a whole number from 100 to 60000, such as 10000.");

    public static readonly FindingRule CallbackSecretLiteral = new("M309", FindingLevel.Warning,
        "callback.secret names an environment variable",
        "A secret written into a file is visible to everyone who can read the repository.",
        "Write secret: env.NAME, and replace the secret that was here.");

    public static readonly FindingRule HookWithoutEvent = new("M310", FindingLevel.Warning,
        "Every hook names its event",
        "A hook without one is never called.",
        "Add event:, such as event: issue.created.");

    public static readonly FindingRule HookTimeout = new("M311", FindingLevel.Warning,
        "A hook's timeout is 5000 to 60000 milliseconds",
        "Other values are changed to fit this range.",
        "Write a whole number from 5000 to 60000.");

    public static readonly FindingRule HookRetries = new("M312", FindingLevel.Warning,
        "A hook's retries are 0 to 3",
        "Other values are changed to fit this range.",
        "Write 0, 1, 2 or 3.");

    public static readonly FindingRule HookTemplate = new("M313", FindingLevel.Warning,
        "A hook's template is a configuration key",
        "A template that doesn't exist renders nothing.",
        "Add the key below configuration:, or correct the name.");

    public static readonly FindingRule CommandWithoutName = new("M314", FindingLevel.Warning,
        "Every command has a command name",
        "A command without one can't be run.",
        "Add command:, such as command: alerts.send.");

    public static readonly FindingRule ActionWithoutId = new("M315", FindingLevel.Warning,
        "Every workflow action has an id",
        "Workflows refer to the action by its id.",
        "Add id:, such as id: send.");

    public static readonly FindingRule ParameterWithoutKey = new("M316", FindingLevel.Warning,
        "Every parameter of an action has a key",
        "Without one, its value is lost.",
        "Add key:.");

    public static readonly FindingRule RateLimit = new("M317", FindingLevel.Warning,
        "rate_limiting values are whole numbers above zero",
        "Other values are ignored.",
        "Write a whole number such as 60.");

    public static readonly FindingRule HealthEndpoint = new("M318", FindingLevel.Warning,
        "A health endpoint is a path or an https address",
        "The sanity tests only call these.",
        "Write a path such as /health.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        DeliveryMissing, DeliveryNotText, DeliveryUnknown, CallbackMissing, CallbackUrlMissing, CallbackUrlForm,
        CallbackPort, CallbackTimeout, CallbackSecretLiteral, HookWithoutEvent, HookTimeout, HookRetries,
        HookTemplate, CommandWithoutName, ActionWithoutId, ParameterWithoutKey, RateLimit, HealthEndpoint,
    ];
}
