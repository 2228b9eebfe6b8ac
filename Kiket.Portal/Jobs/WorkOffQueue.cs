using Kiket.Portal.GitHub;
using Quartz;

namespace Kiket.Portal.Jobs;

/// <summary>One worker of one queue: processes rows until none is due. Each worker is its own job, so it never runs twice at the same time.</summary>
[DisallowConcurrentExecution]
internal sealed partial class WorkOffQueue(
    IEnumerable<IWorkQueue> queues, BusyWorkers busy, IHostApplicationLifetime lifetime, ILogger<WorkOffQueue> logger) : IJob
{
    public const string QueueKey = "queue";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.MergedJobDataMap.GetString(QueueKey);
        if (queues.FirstOrDefault(candidate => candidate.Name == name) is not { } queue)
        {
            // A job from an older version of the portal, whose queue no longer exists.
            return;
        }

        using var lane = GitHubLane.TakeBackground();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        busy.Begin(context.JobDetail.Key);
        try
        {
            while (await queue.RunNextAsync(stopping.Token))
            {
                stopping.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The rows record the progress; the next start continues from there.
        }
        catch (Exception exception)
        {
            Broken(logger, exception, queue.Name);
        }
        finally
        {
            busy.End(context.JobDetail.Key);
        }
    }

    [LoggerMessage(LogLevel.Error, "Processing the queue {Queue} failed. It is tried again.")]
    private static partial void Broken(ILogger logger, Exception exception, string queue);
}
