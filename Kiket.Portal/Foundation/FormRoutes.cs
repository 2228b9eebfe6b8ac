using System.Diagnostics.CodeAnalysis;

namespace Kiket.Portal.Foundation;

public static class FormRoutes
{
    /// <summary>
    /// Maps a handler that reads a form. It is compiled at run time: the code that the build would generate answers a form without
    /// a valid antiforgery token with 500 instead of 400.
    /// </summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
#pragma warning disable RDG002 // The generator can't see which method this is, which is the point.
        routes.MapPost(pattern, handler);
#pragma warning restore RDG002
}
