using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Mvc;

namespace Kiket.Portal.Demo;

public static class DemoEndpoints
{
    /// <summary>The form endpoints of the page <c>/demo</c>. Maps nothing when the demo is off.</summary>
    public static void MapDemo(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<DemoRepositories>() is not null)
        {
            routes.MapForm("/demo/push/{repository:long}", Push);
            routes.MapForm("/demo/clock", MoveClockAsync);
        }
    }

    /// <summary>Requires the antiforgery token because it reads a form.</summary>
    private static IResult Push(long repository, [FromForm] string kind, PushSample push)
    {
        return Shown(push.Run(repository, newVersion: kind == "version"));
    }

    /// <inheritdoc cref="Push"/>
    private static async Task<IResult> MoveClockAsync([FromForm] string step, MoveDemoClock move, CancellationToken cancellationToken) =>
        Shown(await move.RunAsync(step, cancellationToken));

    private static IResult Shown(Result<string> result)
    {
        var (name, text) = result.TryGet(out var done, out var error) ? ("done", done) : ("problem", error.Message);
        return Results.LocalRedirect($"/demo?{name}={Uri.EscapeDataString(text)}");
    }
}
