using System.Globalization;
using System.Net;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The picture for a repository's README: the listed version, and whether the repository's newest commit is in order.</summary>
internal static class ReadmeBadge
{
    private const string Left = "Kiket";

    /// <summary>Of Verdana at 11 px, on average; the text is stretched to its box, so that other fonts fit too.</summary>
    private const double LetterWidth = 6.6;

    private const int Padding = 12;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/marketplace/{extensionId}/badge.svg", GetAsync);

    /// <summary>The Markdown that shows the picture and leads to the listing.</summary>
    public static string Markdown(Uri listing, string name) => $"[![{Escaped(name)} on Kiket]({listing.AbsoluteUri}/badge.svg)]({listing.AbsoluteUri})";

    private static async Task<IResult> GetAsync(string extensionId, ListingQueries listings, CancellationToken cancellationToken)
    {
        var found = await listings.FindAsync(VisibleRegistry.Marketplace, extensionId, cancellationToken);
        if (found?.Listing is not { State: ListingState.Listed } listing)
        {
            return PublicPageRoutes.Absent(found?.Listing.State);
        }

        return Results.Text(Draw($"v{listing.Version}", SourceState.Of(found.Repository.Source)), "image/svg+xml; charset=utf-8");
    }

    /// <param name="problem">What a reader should know about the source; null when it is in order.</param>
    private static string Draw(string version, string? problem)
    {
        var right = problem is null ? version : version + " !";
        var (leftWidth, rightWidth) = (Width(Left), Width(right));
        var title = WebUtility.HtmlEncode(problem is null ? $"{Left}: {version}" : $"{Left}: {version}. {problem}");
        var colour = problem is null ? "#4f46e5" : "#b45309";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{leftWidth + rightWidth}" height="20" role="img" aria-label="{title}">
            <title>{title}</title>
            <clipPath id="r"><rect width="{leftWidth + rightWidth}" height="20" rx="4" fill="#fff"/></clipPath>
            <g clip-path="url(#r)">
            <rect width="{leftWidth}" height="20" fill="#1e293b"/>
            <rect x="{leftWidth}" width="{rightWidth}" height="20" fill="{colour}"/>
            </g>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
            <text x="{leftWidth / 2}" y="14" textLength="{leftWidth - Padding}">{Left}</text>
            <text x="{leftWidth + (rightWidth / 2)}" y="14" textLength="{rightWidth - Padding}">{WebUtility.HtmlEncode(right)}</text>
            </g>
            </svg>
            """);
    }

    private static int Width(string text) => (int)Math.Ceiling(text.Length * LetterWidth) + Padding;

    private static string Escaped(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
}
