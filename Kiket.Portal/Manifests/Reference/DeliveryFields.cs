namespace Kiket.Portal.Manifests.Reference;

/// <summary>How events reach the extension, and what it adds to the product.</summary>
internal static class DeliveryFields
{
    public static ManifestFieldGroup Delivery { get; } = new(
        "delivery",
        "Delivery",
        "Where Kiket sends events. The portal calls the health endpoints before a review.",
        [
            new(
                "extension.delivery", "http or internal", FieldNeed.Required,
                "http: Kiket calls your address. internal is for Kiket's own extensions.", "http",
                DeliveryRules.DeliveryMissing, DeliveryRules.DeliveryNotText, DeliveryRules.DeliveryUnknown),
            new("extension.callback", "map", FieldNeed.Required, "Needed with delivery: http.", "", DeliveryRules.CallbackMissing),
            new(
                "extension.callback.url", "https address", FieldNeed.Required,
                "Where events are sent. ${EXTENSION_BASE_URL} stands for the address that you enter in the wizard.", "\"https://alerts.acme.test/hooks\"",
                DeliveryRules.CallbackUrlMissing, DeliveryRules.CallbackUrlForm, DeliveryRules.CallbackPort),
            new(
                "extension.callback.secret", "env. and a name", FieldNeed.Optional,
                "The environment variable with the signing secret, never the secret itself.", "env.ALERTS_SECRET", DeliveryRules.CallbackSecretLiteral),
            new(
                "extension.callback.timeout", "milliseconds, 100 to 60000", FieldNeed.Optional,
                "How long Kiket waits for a reply.", "8000", DeliveryRules.CallbackTimeout),
            new(
                "extension.callback.required", "true or false", FieldNeed.Optional,
                "Whether Kiket stops what it is doing when the extension can't be reached.", "true"),
            new("extension.callback.headers", "map of texts", FieldNeed.Optional, "Sent with every call.", "{ X-Region: eu }"),
            new(
                "extension.health_endpoints", "list of paths or https addresses", FieldNeed.Optional,
                "Answer 200 while the extension works, five at most; /health if you leave it out.", "[/health]", DeliveryRules.HealthEndpoint)
            {
                AlsoRead = ["extension.health_endpoint", "extension.health.endpoint", "extension.health.path", "extension.api.health_endpoint"],
            },
            new(
                "extension.rate_limiting.requests_per_minute", "whole number", FieldNeed.Optional,
                "How much it takes.", "120", DeliveryRules.RateLimit),
            new("extension.rate_limiting.burst", "whole number", FieldNeed.Optional, "How many calls at once.", "20", DeliveryRules.RateLimit),
        ]);

    public static ManifestFieldGroup Events { get; } = new(
        "events",
        "Events and hooks",
        "What the extension reacts to.",
        [
            new("extension.activationEvents", "list of events", FieldNeed.Optional, "Events that wake it.", "[issue.created, issue.updated]")
            {
                AlsoRead = ["extension.activation_events"],
            },
            new(
                "extension.lifecycleEvents", "list of events", FieldNeed.Optional,
                "What the portal tells it about its own installations, such as extension.installed.", "[extension.installed, extension.uninstalled]")
            {
                AlsoRead = ["extension.lifecycle_events"],
            },
            new(
                "extension.hooks[].event", "event", FieldNeed.Required,
                "What it is called for. A hook can also be the event alone.", "issue.created", DeliveryRules.HookWithoutEvent),
            new(
                "extension.hooks[].timeout", "milliseconds, 5000 to 60000", FieldNeed.Optional,
                "How long Kiket waits.", "5000", DeliveryRules.HookTimeout),
            new("extension.hooks[].retries", "0 to 3", FieldNeed.Optional, "How often Kiket tries again.", "1", DeliveryRules.HookRetries),
            new("extension.hooks[].required", "true or false", FieldNeed.Optional, "true makes it a guard: the step waits for its reply.", "false"),
            new("extension.hooks[].description", "text", FieldNeed.Optional, "What it does there, for customers.", "Announces new issues."),
            new(
                "extension.hooks[].template", "configuration key", FieldNeed.Optional,
                "The template that it uses.", "created_text", DeliveryRules.HookTemplate),
            new(
                "extension.hooks[].endpoint", "path or address", FieldNeed.Optional,
                "Where this hook alone is sent.", "/webhooks/issue.created") { AlsoRead = ["extension.hooks[].url"] },
            new("extension.hooks[].version", "v and digits", FieldNeed.Optional, "The version of the event, when it isn't api_version.", "v1"),
            new(
                "extension.github_webhooks.endpoint", "path", FieldNeed.Optional,
                "Where GitHub's own webhooks are passed on; jira_webhooks does the same for Jira.", "/github"),
            new("extension.github_webhooks.events", "list of events", FieldNeed.Optional, "Which of them.", "[pull_request]"),
        ]);

    public static ManifestFieldGroup Contributions { get; } = new(
        "contributes",
        "Commands and actions",
        "What people find in Kiket once the extension is installed.",
        [
            new(
                "extension.contributes.commands[].command", "text", FieldNeed.Required,
                "Its name for machines.", "alerts.send", DeliveryRules.CommandWithoutName)
            {
                AlsoRead = ["extension.contributes.commands[].id"],
            },
            new("extension.contributes.commands[].title", "text", FieldNeed.Optional, "What people click.", "Send alert"),
            new("extension.contributes.commands[].description", "text", FieldNeed.Optional, "What it does.", "Tells the channel about this issue."),
            new("extension.contributes.commands[].category", "text", FieldNeed.Optional, "The group it is listed in.", "Notifications"),
            new("extension.contributes.commands[].icon", "name of a Bootstrap icon", FieldNeed.Optional, "Shown beside it.", "bi-bell"),
            new(
                "extension.contributes.commands[].keywords", "list of words", FieldNeed.Optional,
                "Find it in the command palette.", "[alert, notify]"),
            new("extension.contributes.commands[].permissions", "list of roles", FieldNeed.Optional, "Who may use it.", "[member, admin]"),
            new("extension.contributes.commands[].context", "text", FieldNeed.Optional, "Where it is offered.", "issue"),
            new("extension.contributes.commands[].handler.type", "text", FieldNeed.Optional, "Who acts on it.", "extension_event"),
            new("extension.contributes.commands[].handler.event", "event", FieldNeed.Optional, "The event that is sent.", "alerts.send"),
            new(
                "extension.contributes.workflow_actions[].id", "text", FieldNeed.Required,
                "Its name in workflows. Examples may use it.", "send", DeliveryRules.ActionWithoutId),
            new("extension.contributes.workflow_actions[].name", "text", FieldNeed.Optional, "Its name for people.", "Send alert"),
            new("extension.contributes.workflow_actions[].icon", "name of a Bootstrap icon", FieldNeed.Optional, "Shown beside it.", "bi-bell"),
            new("extension.contributes.workflow_actions[].description", "text", FieldNeed.Optional, "What it does.", "Sends an alert to a channel."),
            new(
                "extension.contributes.workflow_actions[].handler", "map, as of a command", FieldNeed.Optional,
                "Who acts on it.", "{ type: extension_event, event: alerts.send }"),
            new(
                "extension.contributes.workflow_actions[].parameters[].key", "text", FieldNeed.Required,
                "Its name.", "channel", DeliveryRules.ParameterWithoutKey),
            new("extension.contributes.workflow_actions[].parameters[].type", "text", FieldNeed.Optional, "What can be entered.", "string"),
            new("extension.contributes.workflow_actions[].parameters[].label", "text", FieldNeed.Optional, "Its name for people.", "Channel"),
            new(
                "extension.contributes.workflow_actions[].parameters[].placeholder", "text", FieldNeed.Optional,
                "An example inside the field.", "\"#ops\""),
            new(
                "extension.contributes.workflow_actions[].parameters[].required", "true or false", FieldNeed.Optional,
                "Whether it can be left empty.", "true"),
            new("extension.capabilities", "list of words", FieldNeed.Optional, "What it offers, as labels of the listing.", "[notifications]"),
            new("extension.tags", "list of words", FieldNeed.Optional, "Words that people search for.", "[alerts, on-call]"),
        ]);
}
