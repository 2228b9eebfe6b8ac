using System.Text.Json.Nodes;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>Runs the test step of an extension's setup: calls the extension with the step's action and keeps what it returns.</summary>
public sealed class TestInstallation(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, CallTargets targets, CallExtension call, InstallationTopic topic)
{
    /// <param name="action">One that a test step of the installed release names.</param>
    /// <returns>What the extension said; refused when it can't be asked.</returns>
    public async Task<Result<CallOutcome>> RunAsync(long number, Guid? organizationId, string action, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(number, organizationId, action, actor, cancellationToken)).TryGet(out var called, out var error))
        {
            return error;
        }

        var subject = new JsonObject { ["configuration"] = called.Values.Json(called.Form) };
        var outcome = await call.RunAsync(called.Target!, new ExtensionCall(Guid.NewGuid(), action, subject), cancellationToken);
        var fields = ReturnedFields.Of(called.Manifest, outcome.OutputFields);
        var stored = fields.Count == 0 ? Result.Success() : await unit.RunAsync(
            async work =>
            {
                var opened = await InstallationAccess.OpenAsync(work.Db, number, organizationId, actor, OrganizationRole.Admin, cancellationToken);
                if (!opened.TryGet(out var installation, out var refused))
                {
                    return refused;
                }

                installation.Return(fields);
                work.Refresh(() => topic.PublishAsync(installation));
                return Result.Success();
            },
            cancellationToken);
        return stored.Succeeded ? outcome : stored.Error;
    }

    private async Task<Result<CalledRelease>> OpenAsync(
        long number, Guid? organizationId, string action, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var opened = await InstallationAccess.OpenAsync(db, number, organizationId, actor, OrganizationRole.Admin, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        if (installation.IsGone)
        {
            return Error.Conflict("installation_uninstalled", "It is uninstalled, so it can't be tested.");
        }

        var called = await targets.ReadAsync(db, installation, installation.Current, cancellationToken);
        if (called.IsBlocked)
        {
            return Error.Conflict(
                TargetRules.ReleaseBlocked, "The marketplace's operators block the installed version, so nothing is sent to it. Upgrade it or roll it back.");
        }

        if (called.Form.Steps.All(step => step.Action != action))
        {
            return Error.NotFound("action_not_found", "The installed version has no such test. Reload the page.");
        }

        return called.Target is null
            ? Error.Conflict("extension_not_called", "Kiket doesn't call this extension, or doesn't know its address yet, so there is nothing to test.")
            : called;
    }
}
