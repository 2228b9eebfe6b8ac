using Kiket.Portal.GitHub;
using Quartz;

namespace Kiket.Portal.Jobs;

/// <summary>Runs one <see cref="IRegularWork"/>. Each is a job of its own, so it never runs twice at a time.</summary>
[DisallowConcurrentExecution]
internal sealed partial class DoRegularWork(IEnumerable<IRegularWork> works, IHostApplicationLifetime lifetime, ILogger<DoRegularWork> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (works.FirstOrDefault(candidate => candidate.Name == context.JobDetail.Key.Name) is not { } work)
        {
            // A job of an older version of the portal, whose work is gone.
            return;
        }

        using var lane = GitHubLane.TakeBackground();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await work.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start runs it again.
        }
        catch (Exception exception)
        {
            Broken(logger, exception, work.Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "The regular work {Work} failed; it runs again when it is next due.")]
    private static partial void Broken(ILogger logger, Exception exception, string work);
}
