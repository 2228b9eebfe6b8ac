using Kiket.Portal.Manifests;

namespace Kiket.Portal.Components.Manifests;

/// <summary>The anchor of each part of a manifest on a page, and the parts that a manifest has.</summary>
public static class ManifestAnchors
{
    public const string Identity = "manifest-identity";
    public const string Permissions = "manifest-permissions";
    public const string Events = "manifest-events";
    public const string Actions = "manifest-actions";
    public const string Configuration = "manifest-configuration";
    public const string Setup = "manifest-setup";
    public const string Outputs = "manifest-outputs";
    public const string Data = "manifest-data";
    public const string Terms = "manifest-terms";
    public const string Unknown = "manifest-unknown";

    /// <summary>The parts that have something to show, in the order of the page.</summary>
    public static IReadOnlyList<(string Anchor, string Title)> Of(Manifest manifest, bool withPermissions) =>
    [
        .. new (string Anchor, string Title, bool IsThere)[]
        {
            (Permissions, "What it can do", withPermissions),
            (Events, "Events", HasEvents(manifest)),
            (Actions, "What people can do with it", manifest.Commands.Count + manifest.WorkflowActions.Count > 0),
            (Configuration, "Settings", manifest.Configuration.Count + manifest.Secrets.Count > 0),
            (Setup, "Setup", manifest.Setup.Count > 0),
            (Outputs, "Output", manifest.OutputFields.Count > 0),
            (Data, "Its own records", manifest.CustomData.Count > 0),
            (Terms, "Hosting and terms", HasTerms(manifest)),
            (Identity, "About the extension", true),
            (Unknown, "Other fields", manifest.Unknown.Count > 0),
        }.Where(part => part.IsThere).Select(part => (part.Anchor, part.Title)),
    ];

    private static bool HasEvents(Manifest manifest) =>
        manifest.ActivationEvents.Count + manifest.LifecycleEvents.Count + manifest.Hooks.Count + manifest.IncomingWebhooks.Count > 0;

    private static bool HasTerms(Manifest manifest) =>
        manifest.Hosting is not null || manifest.Host is not null || manifest.Pricing is not null
        || manifest.Billing is not null || manifest.Compatibility is not null
        || manifest.RateLimiting is not null || manifest.ProvidesOauth is not null || manifest.RequiresOauth is not null;
}
