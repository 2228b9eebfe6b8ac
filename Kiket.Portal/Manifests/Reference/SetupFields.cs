namespace Kiket.Portal.Manifests.Reference;

/// <summary>What the extension may do, and what its customers enter.</summary>
internal static class SetupFields
{
    public static ManifestFieldGroup Permissions { get; } = new(
        "permissions",
        "Permissions",
        "What the extension may do in Kiket. Customers see it in plain words, with your reason, before they install.",
        [
            new(
                "extension.permissions[]", "resource:verb", FieldNeed.Optional,
                "One word each, such as issues:read. Ask for as little as you can.", "issues:read",
                PermissionRules.PermissionUnknown, PermissionRules.PermissionSensitive, PermissionRules.PermissionTwice, PermissionRules.PermissionForm),
            new("extension.permissions[].scope", "text", FieldNeed.Optional, "The form of older manifests: the resource.", "comments"),
            new(
                "extension.permissions[].actions", "list of verbs", FieldNeed.Optional,
                "What it may do with it; everything if you leave it out.", "[write]"),
            new("extension.permissions[].description", "text", FieldNeed.Optional, "Why.", "Adds a comment."),
        ]);

    public static ManifestFieldGroup Configuration { get; } = new(
        "configuration",
        "Configuration and secrets",
        "What customers set. A secret is encrypted, and nobody sees it again.",
        [
            new(
                "extension.configuration.<key>.type", "string, integer, number, boolean, select, template, …", FieldNeed.Optional,
                "What can be entered.", "string",
                SetupRules.ConfigurationForm, SetupRules.ConfigurationSelect),
            new("extension.configuration.<key>.label", "text", FieldNeed.Optional, "Its name for people.", "Channel"),
            new("extension.configuration.<key>.description", "text", FieldNeed.Optional, "What it is for.", "Where alerts are posted."),
            new(
                "extension.configuration.<key>.default", "a value of its type", FieldNeed.Optional,
                "Used until a customer enters another. A secret has none.", "\"#ops\"",
                SetupRules.DefaultFits, SetupRules.SecretDefault),
            new("extension.configuration.<key>.required", "true or false", FieldNeed.Optional, "Whether it can be left empty.", "true"),
            new("extension.configuration.<key>.secret", "true or false", FieldNeed.Optional, "Whether it is a secret.", "true"),
            new(
                "extension.configuration.<key>.scope", "extension", FieldNeed.Optional,
                "One value for the customer's whole organization.", "extension"),
            new(
                "extension.configuration.<key>.options", "list of value and label", FieldNeed.Optional,
                "The choices of a select.", "[{ value: high, label: High }]"),
            new("extension.configuration.<key>.min", "number", FieldNeed.Optional, "The lowest number.", "1"),
            new("extension.configuration.<key>.max", "number", FieldNeed.Optional, "The highest number.", "60"),
            new("extension.configuration.<key>.multiline", "true or false", FieldNeed.Optional, "A field of several lines.", "true"),
            new("extension.configuration.<key>.readonly", "true or false", FieldNeed.Optional, "Shown, but not changed.", "true"),
            new(
                "extension.configuration.<key>.help_url", "web address", FieldNeed.Optional,
                "Where the value comes from.", "https://docs.acme.test/token"),
            new(
                "extension.configuration.<key>.auto_generate.length", "whole number", FieldNeed.Optional,
                "The portal makes a random secret of this length.", "32"),
            new("extension.configuration.<key>.editor", "text", FieldNeed.Optional, "The editor of a template.", "template"),
            new("extension.configuration.<key>.language", "liquid", FieldNeed.Optional, "The language of a template, which is checked.", "liquid"),
            new("extension.configuration.<key>.variables", "list of names", FieldNeed.Optional, "What a template can use.", "[issue.title]"),
            new("extension.configuration.<key>.validation.max_length", "whole number", FieldNeed.Optional, "The most characters.", "500"),
            new(
                "extension.configuration.<key>.validation.required_variables", "list of names", FieldNeed.Optional,
                "What a template must use.", "[issue.title]"),
            new(
                "extension.configuration.<key>.oauth", "map of texts", FieldNeed.Optional,
                "How the value is got by signing in elsewhere.", "{ client_id: ext.CLIENT_ID }"),
            new(
                "extension.secrets[].key", "text", FieldNeed.Required,
                "The name of a secret that isn't in configuration.", "ACME_TOKEN", SetupRules.SecretWithoutKey),
            new("extension.secrets[].label", "text", FieldNeed.Optional, "Its name for people.", "Token"),
            new(
                "extension.secrets[].description", "text", FieldNeed.Recommended,
                "Where customers find it.", "From your account page.", SetupRules.SecretWithoutDescription),
            new("extension.secrets[].required", "true or false", FieldNeed.Optional, "Whether the extension works without it.", "true"),
        ]);

    public static ManifestFieldGroup Setup { get; } = new(
        "setup",
        "Setup",
        "The steps that a customer walks through after installing. Each is a map with one key: secrets, configure, test, info or oauth.",
        [
            new("extension.setup[].<step>", "map", FieldNeed.Optional, "One step.", "", SetupRules.StepForm, SetupRules.StepUnknown),
            new("extension.setup[].<step>.title", "text", FieldNeed.Optional, "Its heading.", "Connect", SetupRules.InfoEmpty),
            new("extension.setup[].<step>.description", "text", FieldNeed.Optional, "What it is about.", "Paste the token of your workspace."),
            new("extension.setup[].<step>.required", "true or false", FieldNeed.Optional, "Whether it can be skipped.", "true"),
            new("extension.setup[].<step>.scope", "extension", FieldNeed.Optional, "One answer for the whole organization.", "extension"),
            new(
                "extension.setup[].<step>.help_url", "web address", FieldNeed.Optional,
                "Help for the step.", "https://docs.acme.test/setup", SetupRules.LinkForm),
            new(
                "extension.setup[].<step>.collect", "list of configuration keys", FieldNeed.Optional, "Asks for these.", "[ALERTS_TOKEN]",
                SetupRules.SecretsWithoutFields, SetupRules.ConfigureEmpty, SetupRules.CollectUnknown),
            new("extension.setup[].<step>.fields[].key", "text", FieldNeed.Required, "The field's name.", "channel", SetupRules.FieldWithoutKey),
            new(
                "extension.setup[].<step>.fields[].type", "text, select, issue_type, board, …", FieldNeed.Optional,
                "What can be entered. The choices of issue_type, workflow_status, board, priority and project come from the customer's project.", "text",
                SetupRules.SelectWithoutOptions),
            new("extension.setup[].<step>.fields[].label", "text", FieldNeed.Optional, "Its name for people.", "Channel"),
            new("extension.setup[].<step>.fields[].description", "text", FieldNeed.Optional, "What it is for.", "Where alerts are posted."),
            new("extension.setup[].<step>.fields[].placeholder", "text", FieldNeed.Optional, "An example inside the field.", "\"#ops\""),
            new("extension.setup[].<step>.fields[].default", "text", FieldNeed.Optional, "Used until the customer enters another.", "\"#ops\""),
            new("extension.setup[].<step>.fields[].required", "true or false", FieldNeed.Optional, "Whether it can be left empty.", "true"),
            new(
                "extension.setup[].<step>.fields[].options", "list of value and label", FieldNeed.Optional,
                "The choices of a select.", "[{ value: high, label: High }]", SetupRules.DynamicWithOptions),
            new(
                "extension.setup[].<step>.fields[].showWhen.field", "key of a field", FieldNeed.Optional,
                "Asked only when that field has a value.", "channel", SetupRules.ShowWhenUnknown),
            new(
                "extension.setup[].<step>.fields[].obtain.type",
                "oauth2, oauth2_client_credentials, api_key, token, input, basic or auto_generate", FieldNeed.Optional,
                "How the customer gets the value.", "api_key", SetupRules.ObtainUnknown),
            new("extension.setup[].<step>.fields[].obtain.secret", "true or false", FieldNeed.Optional, "Whether it is a secret.", "true"),
            new("extension.setup[].<step>.fields[].obtain.provider", "text", FieldNeed.Optional, "The service that the customer signs in to.", "acme"),
            new("extension.setup[].<step>.fields[].obtain.scopes", "list of texts", FieldNeed.Optional, "What is asked for there.", "[read]"),
            new(
                "extension.setup[].<step>.fields[].obtain.authorization_url", "web address", FieldNeed.Optional,
                "Needed for OAuth.", "https://acme.test/authorize", SetupRules.OauthUrls),
            new(
                "extension.setup[].<step>.fields[].obtain.token_url", "web address", FieldNeed.Optional,
                "Needed for OAuth.", "https://acme.test/token", SetupRules.OauthUrls),
            new(
                "extension.setup[].<step>.fields[].obtain.help_url", "web address", FieldNeed.Optional,
                "Where the customer finds it.", "https://docs.acme.test/key"),
            new("extension.setup[].<step>.fields[].obtain.store_as", "text", FieldNeed.Optional, "The name it is kept under.", "ACME_KEY"),
            new(
                "extension.setup[].test.action", "event", FieldNeed.Recommended,
                "What your extension is called with.", "alerts.test", SetupRules.TestWithoutAction)
            {
                AlsoRead = ["extension.setup[].test.check_endpoint"],
            },
            new(
                "extension.setup[].test.successMessage", "text", FieldNeed.Optional,
                "Shown when it works.", "It works.") { AlsoRead = ["extension.setup[].test.success_message"] },
            new(
                "extension.setup[].info.content", "Markdown", FieldNeed.Optional,
                "The text of the step.", "\"## Ready\"") { AlsoRead = ["extension.setup[].info.markdown"] },
            new(
                "extension.setup[].info.links[].label", "text", FieldNeed.Required,
                "What the link is called.", "Documentation", SetupRules.LinkIncomplete),
            new("extension.setup[].info.links[].url", "web address", FieldNeed.Required, "Where it leads.", "https://docs.acme.test/"),
            new("extension.setup[].info.links[].icon", "name of a Bootstrap icon", FieldNeed.Optional, "Shown beside it.", "bi-book"),
            new("extension.setup[].oauth.provider", "text", FieldNeed.Optional, "The service that the customer signs in to.", "acme"),
            new("extension.setup[].oauth.scopes", "list of texts", FieldNeed.Optional, "What is asked for there.", "[read]"),
        ]);
}
