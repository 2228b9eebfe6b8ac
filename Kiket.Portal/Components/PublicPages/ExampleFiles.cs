using Kiket.Portal.Documentation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Pages;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The examples of a listing as files, exactly as their publisher wrote them.</summary>
internal static class ExampleFiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/marketplace/{extensionId}/examples/{file}", FindAsync);
        routes.MapGet("/marketplace/{extensionId}/versions/{version}/examples/{file}", FindOfVersionAsync);
    }

    /// <param name="version">Null for the listing's own example.</param>
    public static string Address(string extensionId, DocumentPage example, string? version = null) =>
        $"{(version is null ? PublicRoot.Listing(extensionId) : PublicRoot.Version(extensionId, version))}/examples/{Uri.EscapeDataString(Name(example))}";

    private static async Task<IResult> FindAsync(
        string extensionId, string file, ListingQueries listings, DocumentQueries documents, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(VisibleRegistry.Marketplace, extensionId, cancellationToken);
        if (page?.Listing is not { State: ListingState.Listed, DocumentSetId: { } set })
        {
            return Results.NotFound();
        }

        var example = (await documents.GetExamplesAsync(set, cancellationToken)).FirstOrDefault(candidate => Name(candidate) == file);
        return Download(example?.Source, file);
    }

    private static async Task<IResult> FindOfVersionAsync(
        string extensionId, string version, string file, ReadVersionPage versions, CancellationToken cancellationToken) =>
        Download(await versions.ExampleAsync(extensionId, version, file, cancellationToken), file);

    /// <summary>Always a download, because the text comes from a publisher.</summary>
    private static IResult Download(string? text, string file) =>
        text is null ? Results.NotFound() : Results.File(System.Text.Encoding.UTF8.GetBytes(text), "application/yaml", file);

    private static string Name(DocumentPage example) => example.Path[(example.Path.LastIndexOf('/') + 1)..];
}
