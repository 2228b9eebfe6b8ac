using System.Globalization;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Http.Extensions;

namespace Kiket.Portal.Api;

/// <summary>The <c>Link</c> header of a list: the addresses of its first, previous, next and last page.</summary>
internal static class ApiPages
{
    public static void AddLinks<T>(HttpContext context, Page<T> page, PublicAddress address)
    {
        var (number, last) = (page.Request.Number, page.PageCount);
        var links = new List<string>();
        void Add(string relation, int target) => links.Add($"<{Address(context.Request, address, target, page.Request.Size)}>; rel=\"{relation}\"");

        Add("first", 1);
        if (number > 1)
        {
            Add("prev", Math.Min(number - 1, last));
        }

        if (page.HasNext)
        {
            Add("next", number + 1);
        }

        Add("last", last);
        context.Response.Headers.Link = string.Join(", ", links);
    }

    private static string Address(HttpRequest request, PublicAddress address, int page, int size)
    {
        var query = new QueryBuilder();
        foreach (var (key, values) in request.Query)
        {
            if (key is not ("page" or "per_page"))
            {
                query.Add(key, values.Select(value => value ?? ""));
            }
        }

        query.Add("page", page.ToString(CultureInfo.InvariantCulture));
        query.Add("per_page", size.ToString(CultureInfo.InvariantCulture));
        return address.Of(request, request.Path.ToUriComponent() + query.ToQueryString().ToUriComponent());
    }
}
