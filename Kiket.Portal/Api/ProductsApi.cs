using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Api;

/// <param name="Id">For a single extension, the extension's id.</param>
/// <param name="PricingModel">free, flat or usage_based.</param>
public sealed record ProductSummary(string Id, string Name, string Version, string Description, PriceModel PricingModel);

public sealed record ProductsResponse(IReadOnlyList<ProductSummary> Products, int Total);

public sealed record ProductExtension(string ExtensionId, string Name, string Version);

/// <param name="Prerequisites">What is required before installing, for people.</param>
/// <param name="Workflows">Workflow templates that come with it; a single extension has none.</param>
public sealed record ProductDetails(
    string Id,
    string Name,
    string Description,
    string Version,
    PriceModel PricingModel,
    PricingResponse Pricing,
    IReadOnlyList<string> Prerequisites,
    IReadOnlyList<ProductExtension> Extensions,
    IReadOnlyList<string> Workflows,
    string? Url);

public sealed record ProductResponse(ProductDetails Product);

/// <summary>The marketplace in the form that the command line reads: products. A single extension is the simplest kind.</summary>
internal static class ProductsApi
{
    /// <summary>The limit of <c>?all</c>, much more than a terminal shows.</summary>
    private const int MaxAll = 5000;

    public static void MapProductsApi(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/marketplace/products").WithTags("Marketplace");
        products.MapMethods("/", PublicRead.Methods, ListAsync).DescribesPublicRead()
            .WithName("products")
            .WithSummary("The products that can be installed")
            .Takes("all", "Returns everything at once instead of a page.")
            .TakesPages()
            .Produces<ProductsResponse>();
        products.MapMethods("/{id}", PublicRead.Methods, FindAsync).DescribesPublicRead()
            .WithName("product")
            .WithSummary("A product")
            .Produces<ProductResponse>();
        products.MapMethods("/{id}/{name}", PublicRead.Methods, FindAsync).DescribesPublicRead().ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(HttpContext context, ListingQueries listings, PublicAddress address, CancellationToken cancellationToken)
    {
        if (ApiQuery.Flag(context.Request, "all"))
        {
            var everything = await AllAsync(listings, cancellationToken);
            return CacheableRead.Of(context, new ProductsResponse(everything, everything.Count));
        }

        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error))
        {
            return ErrorResults.Of(error);
        }

        var page = await PageAsync(listings, request.Number, request.Size, cancellationToken);
        ApiPages.AddLinks(context, page, address);
        return CacheableRead.Of(context, new ProductsResponse([.. page.Items.Select(Summary)], page.Total));
    }

    private static async Task<IResult> FindAsync(
        string id,
        HttpContext context,
        RegistryAccess access,
        PublicAddress address,
        DeprecationQueries deprecations,
        DeprecationHeaders headers,
        CancellationToken cancellationToken)
    {
        if (!(await access.FindAsync(context, Extension.Marketplace, id, cancellationToken)).TryGet(out var listing, out var error))
        {
            return ErrorResults.Of(error);
        }

        var deprecation = await deprecations.OfVersionAsync(listing.ExtensionKey!.Value, listing.Version, cancellationToken);
        headers.Add(context, listing.Registry, listing.ExtensionId, deprecation);
        return CacheableRead.Of(context, new ProductResponse(Details(listing, address, context.Request)));
    }

    private static async Task<IReadOnlyList<ProductSummary>> AllAsync(ListingQueries listings, CancellationToken cancellationToken)
    {
        var products = new List<ProductSummary>();
        for (var number = 1; products.Count < MaxAll; number++)
        {
            var page = await PageAsync(listings, number, PageRequest.MaxSize, cancellationToken);
            products.AddRange(page.Items.Select(Summary));
            if (!page.HasNext)
            {
                break;
            }
        }

        return products;
    }

    private static Task<Page<ListingCard>> PageAsync(ListingQueries listings, int number, int size, CancellationToken cancellationToken) =>
        listings.BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace, Sort: ListingSort.Name, Page: number, PageSize: size), cancellationToken);

    private static ProductSummary Summary(ListingCard card) => new(card.ExtensionId, card.Name, card.Version, card.Summary, card.Pricing.Model);

    private static ProductDetails Details(ListingModel listing, PublicAddress address, HttpRequest request) => new(
        listing.ExtensionId,
        listing.Name,
        listing.Summary,
        listing.Version,
        listing.Terms.Pricing.Model,
        PricingResponse.From(listing.Terms.Pricing),
        Prerequisites(listing),
        [new ProductExtension(listing.ExtensionId, listing.Name, listing.Version)],
        [],
        ListedExtension.Page(listing.Registry, listing.ExtensionId, address, request));

    private static IReadOnlyList<string> Prerequisites(ListingModel listing)
    {
        var prerequisites = new List<string>();
        if (listing.Snapshot.Manifest?.Compatibility?.Kiket is { Length: > 0 } range)
        {
            prerequisites.Add($"Kiket {range}");
        }

        if (listing.Terms.Account is { Provider: { Length: > 0 } provider })
        {
            prerequisites.Add($"A connected {provider} account");
        }

        return prerequisites;
    }
}
