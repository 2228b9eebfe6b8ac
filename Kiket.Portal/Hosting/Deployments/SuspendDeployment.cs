using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>An operator stops the container of an installation, and lets it run again. Nothing is charged meanwhile.</summary>
public sealed class SuspendDeployment(UnitOfWork unit, PlatformAccess platform, HostingTopic topic, InstallationTopic installations)
{
    public const int MaxReason = 300;

    public Task<Result> RunAsync(Guid installationId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        return ChangeAsync(installationId, actor, "hosting.suspended", text, async (work, deployment) =>
        {
            if (PlainText.Problem(text, "reason", "The reason", MaxReason, "Enter a reason. The customer reads it.") is { } problem)
            {
                return problem;
            }

            if (!deployment.Suspend(SuspensionReason.Operator, text, work.Now))
            {
                return Error.Conflict("deployment_suspended", "It is suspended already, or no longer runs.");
            }

            await DeploymentRows.EndAsync(work.Db, installationId, work.Now, cancellationToken);
            return Result.Success();
        }, cancellationToken);
    }

    public Task<Result> ResumeAsync(Guid installationId, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(installationId, actor, "hosting.resumed", reason: null, (work, deployment) => Task.FromResult(
            deployment.Resume(SuspensionReason.Operator, work.Now)
                ? Result.Success()
                : Error.Conflict("deployment_not_suspended", "No operator suspends it.")), cancellationToken);

    private async Task<Result> ChangeAsync(
        Guid installationId, Actor actor, string action, string? reason, Func<Work, Deployment, Task<Result>> change, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await unit.RunAsync(
            async work =>
            {
                if (await DeploymentRows.FindAsync(work.Db, installationId, cancellationToken) is not { } deployment)
                {
                    return (Result)Error.NotFound("deployment_not_found", "There is no such deployment.");
                }

                var result = await change(work, deployment);
                if (!result.Succeeded)
                {
                    return result;
                }

                work.Audit(actor, action, new AuditSubject("deployment", deployment.Key), deployment.OrganizationId, after: new { reason });
                work.Refresh(() => topic.PublishAsync(HostingTopic.Work));
                work.Refresh(() => topic.PublishAsync(HostingTopic.Deployments));
                work.Refresh(() => installations.PublishAsync(installationId));
                return Result.Success();
            },
            cancellationToken);
    }
}
