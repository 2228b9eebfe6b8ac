using System.Reflection;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Listings;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>A page that searches counts its searches; a new one cannot be forgotten.</summary>
public sealed class SearchPageTests
{
    private static readonly Type[] Components =
        [.. typeof(PortalHost).Assembly.GetTypes().Where(type => typeof(IComponent).IsAssignableFrom(type) && !type.IsAbstract)];

    [Fact]
    public void Every_page_that_reads_q_from_its_address_says_so()
    {
        var forgotten = Pages().Where(page => page.GetCustomAttribute<SearchPageAttribute>() is null && Parts(page).Any(ReadsQuery)).Select(page => page.Name);

        Assert.True(
            !forgotten.Any(),
            $"These pages search and their searches are not counted. Put @attribute [SearchPage] on them: {string.Join(", ", forgotten)}");
    }

    [Fact]
    public void A_page_is_found_by_the_parts_it_shows() => Assert.Contains(typeof(BrowseListings), Parts(typeof(BrowsePage)));

    private static IEnumerable<Type> Pages() => Components.Where(type => type.GetCustomAttributes<RouteAttribute>().Any());

    /// <summary>The page and all components it is made of, as its code names them.</summary>
    private static HashSet<Type> Parts(Type page)
    {
        var parts = new HashSet<Type>();
        var open = new Stack<Type>([page]);
        while (open.TryPop(out var part))
        {
            if (parts.Add(part))
            {
                var used = Used.Value[part.Name].ToHashSet(StringComparer.Ordinal);
                foreach (var next in Components.Where(candidate => used.Contains(candidate.Name) && !candidate.GetCustomAttributes<RouteAttribute>().Any()))
                {
                    open.Push(next);
                }
            }
        }

        return parts;
    }

    private static readonly Lazy<ILookup<string, string>> Used = new(() =>
        PortalAssembly.ReadArrows().ToLookup(arrow => arrow.From.Name, arrow => arrow.To.Name, StringComparer.Ordinal));

    private static bool ReadsQuery(Type component) => component
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Any(property => property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is { } query
            && string.Equals(query.Name ?? property.Name, SearchPageAttribute.Parameter, StringComparison.OrdinalIgnoreCase));
}
