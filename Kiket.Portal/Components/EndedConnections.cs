using System.Data.Common;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;

namespace Kiket.Portal.Components;

/// <summary>
/// Closes the connections of live pages whose session has ended. Normally such a page reloads by itself; this is for
/// clients that do not. Their next connection is not signed in.
/// </summary>
public sealed class EndedConnections(SessionTopic topic, SessionQueries sessions, TimeProvider clock)
{
    /// <summary>Long enough for a page to show that it is signed out and to reload by itself.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const string Hub = "/_blazor";

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Hub, StringComparison.OrdinalIgnoreCase) || context.User.Session() is not var (person, session))
        {
            await next(context);
            return;
        }

        using var over = new CancellationTokenSource();
        using (topic.Subscribe(person, () => LookAsync(context, session, over.Token)))
        {
            await next(context);
        }

        await over.CancelAsync();
    }

    private async Task LookAsync(HttpContext context, Guid session, CancellationToken over)
    {
        if (!await IsCurrentAsync(session))
        {
            _ = CloseAsync(context, over);
        }
    }

    private async Task<bool> IsCurrentAsync(Guid session)
    {
        try
        {
            return await sessions.FindLiveAsync(session, CancellationToken.None) is not null;
        }
        catch (DbException)
        {
            // Close it anyway. A page whose session is still valid reconnects.
            return false;
        }
    }

    private async Task CloseAsync(HttpContext context, CancellationToken over)
    {
        try
        {
            await Task.Delay(Grace, clock, over);
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The page is already gone.
        }
    }
}
