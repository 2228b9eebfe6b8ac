using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Api;

/// <summary>Reads of registries: what is listed, one listing, its versions.</summary>
internal static class RegistryApi
{
    public static void MapRegistryApi(this IEndpointRouteBuilder api)
    {
        var registry = api.MapGroup("/extensions/registry/{registry}").WithTags("Registry");
        registry.MapMethods("/", PublicRead.Methods, BrowseAsync).DescribesPublicRead()
            .WithName("browse")
            .WithSummary("Browse and search a registry")
            .WithDescription("`marketplace` is public. A private registry has its organization's slug as its name and needs a token of that organization.")
            .Takes("q", "Words to search for. The beginning of a word is enough.")
            .Takes("category", "The slug of a category, or several with commas: a listing needs one of them.")
            .Takes("pricing", "One or several, with commas, of: " + ApiJson.Words<PriceModel>() + ".")
            .Takes("sort", "One of: " + ApiJson.Words<ListingSort>() + ".")
            .TakesPages()
            .Produces<BrowseResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        registry.MapMethods("/{extension_id}", PublicRead.Methods, FindAsync).DescribesPublicRead()
            .WithName("listing")
            .WithSummary("A listing")
            .Produces<ListingResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status410Gone);
        registry.MapMethods("/{extension_id}/versions", PublicRead.Methods, VersionsAsync).DescribesPublicRead()
            .WithName("versions")
            .WithSummary("The released versions, highest first")
            .Produces<VersionsResponse>();
        // Ids with a slash arrive unescaped from some clients: com.example/slack.
        registry.MapMethods("/{extension_id}/{name:other}", PublicRead.Methods, FindAsync).DescribesPublicRead().ExcludeFromDescription();
        registry.MapMethods("/{extension_id}/{name:other}/versions", PublicRead.Methods, VersionsAsync).DescribesPublicRead().ExcludeFromDescription();
    }

    private static async Task<IResult> BrowseAsync(
        string registry, HttpContext context, RegistryAccess access, ListingQueries listings, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!(await access.RequireAsync(context, registry, cancellationToken)).TryGet(out var visible, out var refusal))
        {
            return ErrorResults.Of(refusal);
        }

        if (!ApiQuery.Page(context.Request).TryGet(out var page, out var error)
            || !ApiQuery.Choices<PriceModel>(context.Request, "pricing").TryGet(out var pricing, out error)
            || !ApiQuery.Choice<ListingSort>(context.Request, "sort").TryGet(out var sort, out error))
        {
            return ErrorResults.Of(error);
        }

        var found = await listings.BrowseAsync(
            new BrowseRequest(
                visible,
                ApiQuery.Text(context.Request, "q"),
                [.. ApiQuery.Values(context.Request, "category")],
                [.. pricing],
                sort ?? ListingSort.Relevance,
                page.Number,
                page.Size),
            cancellationToken);
        ApiPages.AddLinks(context, found, address);
        var extensions = found.Items.Select(card => ListedExtension.From(card, registry, address, context.Request));
        return CacheableRead.Of(
            context, new BrowseResponse([.. extensions], page.Number, page.Size, found.Total), RegistryAccess.IsPublic(registry));
    }

    private static async Task<IResult> FindAsync(
        string registry,
        string extension_id,
        HttpContext context,
        RegistryAccess access,
        PublicAddress address,
        DeprecationQueries deprecations,
        DeprecationHeaders headers,
        CancellationToken cancellationToken)
    {
        if (!(await access.FindAsync(context, registry, extension_id, cancellationToken)).TryGet(out var listing, out var error))
        {
            return ErrorResults.Of(error);
        }

        var deprecation = await deprecations.OfVersionAsync(listing.ExtensionKey!.Value, listing.Version, cancellationToken);
        headers.Add(context, registry, listing.ExtensionId, deprecation);
        return CacheableRead.Of(context, ListingResponse.From(listing, address, context.Request), RegistryAccess.IsPublic(registry));
    }

    private static async Task<IResult> VersionsAsync(
        string registry, string extension_id, HttpContext context, RegistryAccess access, ReleaseQueries releases, CancellationToken cancellationToken)
    {
        if (!(await access.FindAsync(context, registry, extension_id, cancellationToken)).TryGet(out var listing, out var error))
        {
            return ErrorResults.Of(error);
        }

        var versions = await releases.ForExtensionAsync(listing.ExtensionKey!.Value, cancellationToken);
        return CacheableRead.Of(context, VersionsResponse.From(listing, versions), RegistryAccess.IsPublic(registry));
    }
}
