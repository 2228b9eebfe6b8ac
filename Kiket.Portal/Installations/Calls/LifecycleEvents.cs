namespace Kiket.Portal.Installations.Calls;

/// <summary>What the portal calls an extension for when its installations change.</summary>
public static class LifecycleEvents
{
    public const string Installed = "extension.installed";
    public const string Configured = "extension.configured";
    public const string Upgraded = "extension.upgraded";
    public const string RolledBack = "extension.rolled_back";
    public const string Uninstalled = "extension.uninstalled";

    private const string Prefix = "extension.";

    private static readonly string[] All = [Installed, Configured, Upgraded, RolledBack, Uninstalled];

    /// <summary>
    /// Whether the extension is called for an event: a lifecycle event only if the manifest lists it, because unmodified SDKs
    /// answer 404 to others. The action of a test step always is.
    /// </summary>
    /// <param name="listed">The manifest's words, with or without <c>extension.</c>.</param>
    public static bool IsCalled(string name, IEnumerable<string> listed) =>
        IsAction(name)
        || listed.Any(entry => string.Equals(entry, name, StringComparison.Ordinal) || string.Equals(Prefix + entry, name, StringComparison.Ordinal));

    /// <summary>Whether a name is the action of a test step.</summary>
    public static bool IsAction(string name) => !All.Contains(name, StringComparer.Ordinal);
}
