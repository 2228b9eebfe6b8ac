using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>
/// On a page or an endpoint that changes credentials: it answers only people who proved themselves within the last ten
/// minutes (<see cref="RecentProof"/>). Others go to the page that asks, and nothing they posted is done.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRecentProofAttribute : Attribute
{
    /// <summary>The page asks for the current password itself, so only somebody without one has to prove themselves first.</summary>
    public bool ExceptWithPassword { get; init; }

    /// <summary>Where to come back to; null for the page itself.</summary>
    public string? BackTo { get; init; }

    /// <summary>Called by a script, which wants a status and not a page.</summary>
    public bool IsForScripts { get; init; }
}

/// <summary>The one place that asks for the proof, before any code of the page runs.</summary>
public static class NeedsRecentProof
{
    /// <summary>Comes after authorization, which turned away everybody who is not signed in.</summary>
    public static void UseRecentProof(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsRecentProofAttribute>() is not { } needed || await IsGivenAsync(context, needed))
        {
            await next(context);
        }
        else if (needed.IsForScripts)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else
        {
            var posted = !HttpMethods.IsGet(context.Request.Method);
            var back = needed.BackTo ?? context.Request.Path + (posted ? QueryString.Empty : context.Request.QueryString);
            context.Response.Redirect(RecentProof.Address(back, posted));
        }
    });

    private static async Task<bool> IsGivenAsync(HttpContext context, NeedsRecentProofAttribute needed)
    {
        var services = context.RequestServices;
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        var user = await users.GetUserAsync(context.User);
        return user is null
            || (needed.ExceptWithPassword && await users.HasPasswordAsync(user))
            || await services.GetRequiredService<RecentProof>().IsGivenAsync(context, user);
    }
}
