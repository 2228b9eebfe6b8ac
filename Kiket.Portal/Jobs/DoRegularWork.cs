using Kiket.Portal.GitHub;
using Quartz;

namespace Kiket.Portal.Jobs;

/// <summary>Runs one <see cref="IRegularWork"/>. Each is its own job, so it never runs twice at the same time.</summary>
[DisallowConcurrentExecution]
internal sealed partial class DoRegularWork(IEnumerable<IRegularWork> works, IHostApplicationLifetime lifetime, ILogger<DoRegularWork> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (works.FirstOrDefault(candidate => candidate.Name == context.JobDetail.Key.Name) is not { } work)
        {
            // A job from an older version of the portal, whose work no longer exists.
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

    [LoggerMessage(LogLevel.Error, "The regular work {Work} failed. It runs again when it is next due.")]
    private static partial void Broken(ILogger logger, Exception exception, string work);
}
