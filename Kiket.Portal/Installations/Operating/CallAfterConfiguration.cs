using System.Text.Json.Nodes;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Installations.Calls;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Tells an extension that its settings changed, if it wants to know.</summary>
public sealed class CallAfterConfiguration(IDbContextFactory<PortalDb> databases, CallTargets targets, CallExtension call)
    : IEventHandler<InstallationConfigured>
{
    public const string HandlerName = "call-after-configuration";

    public async Task RunAsync(InstallationConfigured happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var installation = await db.Set<Installation>().AsNoTracking().SingleOrDefaultAsync(found => found.Id == happened.InstallationId, cancellationToken);
        if (installation is not { IsGone: false })
        {
            return;
        }

        var called = await targets.ReadAsync(db, installation, installation.Current, cancellationToken);
        if (called.Target is not { } target)
        {
            return;
        }

        var subject = new JsonObject { ["configuration"] = called.Values.Json(called.Form) };
        var outcome = await call.RunAsync(target, new ExtensionCall(happened.Invocation, LifecycleEvents.Configured, subject), cancellationToken);
        if (outcome.Verdict == CallVerdict.TryAgain)
        {
            throw new HttpRequestException($"{outcome.Message} It is called again later.");
        }
    }
}
