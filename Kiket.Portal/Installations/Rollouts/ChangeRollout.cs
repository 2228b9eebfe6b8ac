using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Rollouts;

public enum RolloutAction
{
    Pause,

    /// <summary>Goes on with the share at which it was paused or stopped.</summary>
    Resume,

    /// <summary>Goes to everyone at once.</summary>
    Complete,
}

/// <param name="Action">Null for a word that is none: it is refused, but only to somebody who may know of the release.</param>
public sealed record ChangeRolloutRequest(NamedRelease Release, RolloutAction? Action, string? Reason, IActor Actor);

/// <summary>An Owner or Admin of the publisher pauses the rollout of a version, resumes it, or lets it go to everyone.</summary>
public sealed class ChangeRollout(UnitOfWork unit)
{
    public Task<Result<ReleaseRollout>> RunAsync(ChangeRolloutRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, request, cancellationToken), cancellationToken);

    private static async Task<Result<ReleaseRollout>> RunAsync(Work work, ChangeRolloutRequest request, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await ReleaseAccess.OpenAsync(db, request.Release, request.Actor, cancellationToken)).TryGet(out var opened, out var error))
        {
            return error;
        }

        if (request.Action is not { } action)
        {
            return Error.Field("action", "action_invalid", "Choose an action: pause, resume or complete.");
        }

        var (extension, release) = opened;
        if (await db.Set<ReleaseRollout>().SingleOrDefaultAsync(rollout => rollout.ReleaseId == release.Id, cancellationToken) is not { } found)
        {
            return Error.Conflict("no_rollout", $"{extension.ExtensionId} {release.Version} was released before rollouts existed, so it goes to everyone.");
        }

        var reason = (request.Reason ?? "").Trim();
        // Only a pause must say why; a resume after a stop, too, which the rollout itself knows.
        var empty = action == RolloutAction.Pause ? "Enter a reason. Your colleagues read it." : null;
        if ((reason.Length > 0 || empty is not null)
            && PlainText.Problem(reason, "reason", "The reason", ReleaseRollout.MaxReason, empty) is { } problem)
        {
            return problem;
        }

        var before = Shown(found, work.Now);
        var changed = action switch
        {
            RolloutAction.Pause => found.Pause(reason, work.Now),
            RolloutAction.Resume => found.Resume(reason, work.Now),
            _ => found.Complete(reason, work.Now),
        };
        if (!changed.Succeeded)
        {
            return changed.Error;
        }

        work.Audit(
            request.Actor,
            $"rollout.{Done(action)}",
            new AuditSubject("release", $"{extension.ExtensionId} {release.Version}"),
            extension.OrganizationId,
            before,
            Shown(found, work.Now));
        work.Raise(new RolloutChanged(release.Id, extension.Id, action));
        return found;
    }

    private static object Shown(ReleaseRollout rollout, DateTimeOffset now) =>
        new { rollout.State, share = rollout.Stage(now).ShareBasisPoints, rollout.Reason };

    private static string Done(RolloutAction action) => action switch
    {
        RolloutAction.Pause => "paused",
        RolloutAction.Resume => "resumed",
        _ => "completed",
    };
}
