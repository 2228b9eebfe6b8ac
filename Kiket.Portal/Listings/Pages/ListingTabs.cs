using Kiket.Portal.Documentation;

namespace Kiket.Portal.Listings.Pages;

/// <summary>The tabs of a listing; each has an address of its own.</summary>
public enum ListingTab
{
    Overview,
    GettingStarted,
    Examples,
    Changelog,
    Versions,
    Reviews,
    Security,
}

/// <summary>The tabs of a listing with their titles and addresses.</summary>
public static class ListingTabs
{
    public static string Title(ListingTab tab) => tab switch
    {
        ListingTab.GettingStarted => "Getting Started",
        _ => tab.ToString(),
    };

    /// <summary>The address segment below the listing's address; the overview is the listing itself.</summary>
    public static string Segment(ListingTab tab) => tab switch
    {
        ListingTab.Overview => "",
        ListingTab.GettingStarted => "/getting-started",
        _ => "/" + tab.ToString().ToLowerInvariant(),
    };

    /// <summary>The tab of an address segment; null for an unknown one.</summary>
    public static ListingTab? Parse(string? segment) => segment is null or ""
        ? ListingTab.Overview
        : Enum.GetValues<ListingTab>().Where(tab => Segment(tab) == "/" + segment.ToLowerInvariant()).Select(tab => (ListingTab?)tab).FirstOrDefault();

    /// <summary>A tab without a document is left out. Versions and security are always present.</summary>
    /// <param name="hasReviews">Organizations can rate it: what its own members alone install has no ratings.</param>
    public static IReadOnlyList<ListingTab> Of(IReadOnlySet<DocumentTab> documents, bool hasVersions, bool hasReviews = false)
    {
        var tabs = new List<ListingTab> { ListingTab.Overview };
        if (documents.Contains(DocumentTab.GettingStarted))
        {
            tabs.Add(ListingTab.GettingStarted);
        }

        if (documents.Contains(DocumentTab.Examples))
        {
            tabs.Add(ListingTab.Examples);
        }

        if (documents.Contains(DocumentTab.Changelog))
        {
            tabs.Add(ListingTab.Changelog);
        }

        if (hasVersions)
        {
            tabs.Add(ListingTab.Versions);
        }

        if (hasReviews)
        {
            tabs.Add(ListingTab.Reviews);
        }

        tabs.Add(ListingTab.Security);
        return tabs;
    }
}
