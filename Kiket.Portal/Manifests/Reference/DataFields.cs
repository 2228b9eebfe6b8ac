namespace Kiket.Portal.Manifests.Reference;

/// <summary>What the extension stores and gives back, where it runs and what it costs.</summary>
internal static class DataFields
{
    public static ManifestFieldGroup Data { get; } = new(
        "data",
        "Data and sign-in",
        "What the extension returns, which records it keeps, and which services it signs in to.",
        [
            new(
                "extension.output_fields.<key>.label", "text", FieldNeed.Recommended, "A value that the extension returns, by its name for people.", "Inbox",
                DataRules.OutputForm, DataRules.OutputKey, DataRules.OutputEntry, DataRules.OutputLabel),
            new("extension.output_fields.<key>.description", "text", FieldNeed.Optional, "What it is for.", "Forward mail to it."),
            new(
                "extension.output_fields.<key>.type", "copyable, url, code, badge or status", FieldNeed.Optional,
                "How it is shown.", "copyable", DataRules.OutputType),
            new(
                "extension.output_fields.<key>.icon", "name of a Bootstrap icon", FieldNeed.Optional,
                "Shown beside it.", "link", DataRules.OutputIcon),
            new(
                "extension.output_fields.<key>.help_url", "web address", FieldNeed.Optional,
                "Help for it.", "https://docs.acme.test/inbox", DataRules.OutputHelpUrl),
            new(
                "extension.custom_data.permissions[].module", "text", FieldNeed.Required,
                "A module of records that the extension uses. Its own are declared in .kiket/modules/*/schema.yml.", "dev.acme.alerts.sent",
                DataRules.ModuleIdForm, DataRules.ModuleUndeclared, DataRules.ModuleMissing, DataRules.ModuleWithoutTables)
            {
                AlsoRead =
                [
                    "extension.custom_data.modules[].module", "extension.custom_data.permissions[].id", "extension.custom_data.permissions[].name",
                ],
            },
            new(
                "extension.custom_data.permissions[].operations", "list of read, write, delete and admin", FieldNeed.Optional,
                "What it does with them.", "[read, write]", DataRules.Operation),
            new(
                "extension.provides.oauth_provider.provider", "text", FieldNeed.Optional,
                "A sign-in that others can use; requires asks for one.", "acme")
            {
                AlsoRead = ["extension.provides.oauth_provider.id", "extension.provides.oauth_provider.key"],
            },
            new(
                "extension.provides.oauth_provider.name", "text", FieldNeed.Optional,
                "Its name for people.", "Acme") { AlsoRead = ["extension.provides.oauth_provider.label"] },
            new("extension.requires.oauth_provider.scopes", "list of texts", FieldNeed.Optional, "What is asked for there.", "[read]"),
            new(
                "extension.requires.oauth_provider.on_missing", "prompt_connect or ignore", FieldNeed.Optional,
                "What happens without it.", "prompt_connect"),
            new("extension.requires.oauth_provider.optional", "true or false", FieldNeed.Optional, "Whether the extension works without it.", "true"),
        ]);

    public static ManifestFieldGroup Hosting { get; } = new(
        "hosting",
        "Hosting",
        "Let Kiket run your extension. It needs a Dockerfile at the root, and /health answering 200.",
        [
            new(
                "extension.hosting.managed", "true or false", FieldNeed.Optional, "true: Kiket runs it.", "true",
                HostingRules.HostingForm, HostingRules.ManagedWithoutTier, HostingRules.ManagedWithoutEgress, HostingRules.DockerfileMissing),
            new(
                "extension.hosting.tier", "minimal, standard, compute or memory", FieldNeed.Required,
                "Its size, which customers pay for. Needed when managed.", "standard", HostingRules.TierUnknown),
            new(
                "extension.hosting.egress[]", "host, or *. and a domain", FieldNeed.Required,
                "Every host that it may reach over HTTPS. Everything else is blocked. Needed when managed; an empty list is fine.", "hooks.acme.test",
                HostingRules.EgressForm, HostingRules.EgressWildcard, HostingRules.EgressPublicSuffix, HostingRules.EgressTwice,
                HostingRules.EgressInternational),
        ],
        HostingRules.DeploymentDeprecated);

    public static ManifestFieldGroup Terms { get; } = new(
        "terms",
        "Price and compatibility",
        "Suggestions for the wizard, which has the last word on the price.",
        [
            new(
                "extension.pricing.model", "free, one_time, subscription or usage_based", FieldNeed.Optional,
                "How you charge.", "subscription", TermsRules.PricingModel, TermsRules.PriceMissing),
            new("extension.pricing.price_cents", "whole cents", FieldNeed.Optional, "The price of a month.", "900", TermsRules.Price),
            new("extension.pricing.billing_period", "text", FieldNeed.Optional, "How often it is charged.", "monthly"),
            new("extension.pricing.unit", "text", FieldNeed.Optional, "What is counted.", "message"),
            new("extension.pricing.price_per_unit_cents", "whole cents", FieldNeed.Optional, "The price of one.", "1"),
            new(
                "extension.compatibility.kiket", "range of versions", FieldNeed.Optional,
                "The versions of Kiket that it works with.", "\">=1.42.0\"", TermsRules.PlatformRange),
            new(
                "extension.compatibility.deprecates[].version", "range of versions", FieldNeed.Required,
                "Your versions that you want people to leave.", "\"<1.2.0\"", TermsRules.DeprecatedRange),
            new(
                "extension.compatibility.deprecates[].deadline", "date", FieldNeed.Optional,
                "Until when they can be installed.", "\"2026-12-31\"", TermsRules.Deadline),
            new("extension.compatibility.deprecates[].notice", "text", FieldNeed.Optional, "What customers need to do.", "Rotate the token first."),
            new("extension.billing.model", "text", FieldNeed.Optional, "As of older manifests.", "usage_based"),
            new("extension.billing.trial.days", "whole number", FieldNeed.Optional, "Days without the flat fee for a new customer.", "14")
            {
                AlsoRead = ["extension.billing.trial.length_days", "extension.billing.trial.length", "extension.billing.trial_days"],
            },
            new("extension.billing.usage_dimensions[].id", "text", FieldNeed.Optional, "A meter.", "messages")
            {
                AlsoRead = ["extension.billing.usage_dimensions[].key", "extension.billing.dimensions[]", "extension.billing.metrics[]"],
            },
            new("extension.billing.usage_dimensions[].name", "text", FieldNeed.Optional, "Its name for people.", "Messages"),
            new("extension.billing.usage_dimensions[].unit", "text", FieldNeed.Optional, "What is counted.", "message"),
            new("extension.billing.usage_dimensions[].description", "text", FieldNeed.Optional, "What counts.", "Messages sent to a channel."),
        ]);
}
