namespace Kiket.Portal.Components.Submissions;

/// <summary>The address of the page on which a listing is edited.</summary>
public static class ListingEditAddress
{
    public static string Of(string organization, string extensionId) =>
        $"/orgs/{organization}/extensions/published/{Uri.EscapeDataString(extensionId)}/listing";
}
