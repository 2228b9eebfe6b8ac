namespace Kiket.Portal.Api;

/// <summary>How an extension's id appears in a path.</summary>
internal static class ExtensionPaths
{
    /// <summary>Ids with a slash arrive unescaped from some clients: com.example/slack.</summary>
    public static readonly IReadOnlyList<string> Ids = ["{extension_id}", "{extension_id}/{name:other}"];

    /// <summary>The same, for routes where an id stands beside other words: <c>/extensions/registry</c>.</summary>
    public static readonly IReadOnlyList<string> IdsBesideWords = ["{extension_id:other}", "{extension_id:other}/{name:other}"];
}
