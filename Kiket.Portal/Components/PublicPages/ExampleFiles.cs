using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The examples of a listing as files, exactly as their publisher wrote them.</summary>
internal static class ExampleFiles
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/marketplace/{extensionId}/examples/{file}", FindAsync);

    public static string Address(string extensionId, DocumentPage example) =>
        $"{PublicRoot.Listing(extensionId)}/examples/{Uri.EscapeDataString(Name(example))}";

    private static async Task<IResult> FindAsync(
        string extensionId, string file, ListingQueries listings, DocumentQueries documents, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(Extension.Marketplace, extensionId, cancellationToken);
        if (page?.Listing is not { State: ListingState.Listed, DocumentSetId: { } set })
        {
            return Results.NotFound();
        }

        var example = (await documents.GetExamplesAsync(set, cancellationToken)).FirstOrDefault(candidate => Name(candidate) == file);
        // Always a download, because the text comes from a publisher.
        return example?.Source is { } text ? Results.File(System.Text.Encoding.UTF8.GetBytes(text), "application/yaml", file) : Results.NotFound();
    }

    private static string Name(DocumentPage example) => example.Path[(example.Path.LastIndexOf('/') + 1)..];
}
