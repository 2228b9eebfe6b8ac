using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>Adds an operation inside the caller's unit of work and wakes a worker when that is stored.</summary>
public sealed class StartOperation(WorkSignal signal, InstallationTopic topic)
{
    /// <summary>The queue that works on operations.</summary>
    public const string QueueName = "installations";

    public const string Running = "operation_running";

    /// <summary>The open operation of an installation, tracked; null when there is none.</summary>
    public static Task<InstallationOperation?> OpenAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) =>
        db.Set<InstallationOperation>().SingleOrDefaultAsync(
            operation => operation.InstallationId == installationId && (operation.State == OperationState.Queued || operation.State == OperationState.Running),
            cancellationToken);

    /// <summary>Why another one can't start. The id is a detail, for programs.</summary>
    public static Error IsRunning(InstallationOperation open) => Error.Conflict(
        Running, $"{Name(open.Kind)} of this installation is still running. Wait until it has ended.") with
    {
        Details = [new ErrorDetail("job_id", open.Id.ToString())],
    };

    /// <param name="actor">Null when the policy asks for it.</param>
    public InstallationOperation Add(Work work, Installation installation, OperationKind kind, InstalledRelease from, InstalledRelease to, IActor? actor)
    {
        var operation = InstallationOperation.Queue(installation.Id, kind, from, to, actor, work.Now);
        work.Db.Add(operation);
        Wake(work, installation);
        return operation;
    }

    /// <summary>After the commit: somebody has something to do, and pages have something to show.</summary>
    /// <param name="wakesWorkers">False where only pages must know.</param>
    public void Wake(Work work, Installation installation, bool wakesWorkers = true)
    {
        if (wakesWorkers)
        {
            work.Refresh(() =>
            {
                signal.Raise(QueueName);
                return Task.CompletedTask;
            });
        }

        work.Refresh(() => topic.PublishAsync(installation));
    }

    private static string Name(OperationKind kind) => kind switch
    {
        OperationKind.Install => "The installation",
        OperationKind.Upgrade => "An upgrade",
        OperationKind.Rollback => "A rollback",
        _ => "The removal",
    };
}
