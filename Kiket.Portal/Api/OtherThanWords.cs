using Microsoft.AspNetCore.Routing.Matching;

namespace Kiket.Portal.Api;

/// <summary>
/// For a part of a path that can be anything but a word which other routes have at the same place. Without it, routing keeps each such word as
/// a possible value too and builds 45,000 nodes for the API instead of 4,000, at every start. An id whose second part is such a word
/// (com.example/webhook) is sent with an escaped slash.
/// </summary>
internal sealed class OtherThanWords : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
{
    public const string Name = "other";

    public bool MatchesLiteral(string parameterName, string literal) => false;

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => true;
}
