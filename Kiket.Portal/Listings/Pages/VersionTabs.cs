namespace Kiket.Portal.Listings.Pages;

/// <summary>The tabs of one version; each has an address of its own.</summary>
public enum VersionTab
{
    Overview,
    GettingStarted,
    Examples,
    Permissions,
    Changes,
}

/// <summary>The tabs of a version with their titles and addresses.</summary>
public static class VersionTabs
{
    public static string Title(VersionTab tab) => tab == VersionTab.GettingStarted ? "Getting Started" : tab.ToString();

    /// <summary>The address segment below the version's address; the overview is the version itself.</summary>
    public static string Segment(VersionTab tab) => tab switch
    {
        VersionTab.Overview => "",
        VersionTab.GettingStarted => "/getting-started",
        _ => "/" + tab.ToString().ToLowerInvariant(),
    };

    /// <summary>The tab of an address segment; null for an unknown one.</summary>
    public static VersionTab? Parse(string? segment) => segment is null or ""
        ? VersionTab.Overview
        : Enum.GetValues<VersionTab>().Where(tab => Segment(tab) == "/" + segment.ToLowerInvariant()).Select(tab => (VersionTab?)tab).FirstOrDefault();

    /// <summary>The listing's tab that shows the same of the current version; null for what only a version has.</summary>
    public static ListingTab? OfListing(VersionTab tab) => tab switch
    {
        VersionTab.Overview => ListingTab.Overview,
        VersionTab.GettingStarted => ListingTab.GettingStarted,
        VersionTab.Examples => ListingTab.Examples,
        VersionTab.Permissions => ListingTab.Security,
        _ => null,
    };
}
