using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>
/// For a page or endpoint that changes credentials: it only works for people who have confirmed their identity within the
/// last ten minutes (<see cref="RecentProof"/>). Others go to the confirm page, and nothing they posted is done.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRecentProofAttribute : Attribute
{
    /// <summary>The page asks for the current password itself, so only people without one must confirm first.</summary>
    public bool ExceptWithPassword { get; init; }

    /// <summary>The address to return to; null for the page itself.</summary>
    public string? BackTo { get; init; }

    /// <summary>Called by a script, which needs a status and not a page.</summary>
    public bool IsForScripts { get; init; }
}

/// <summary>The only place that requires the proof, before any code of the page runs.</summary>
public static class NeedsRecentProof
{
    /// <summary>Comes after authorization, which has refused everyone who isn't signed in.</summary>
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
