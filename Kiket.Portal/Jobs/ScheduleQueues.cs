using Kiket.Portal.GitHub;
using Quartz;

namespace Kiket.Portal.Jobs;

/// <summary>
/// Creates the workers of every queue and the jobs of all regular work: durable jobs, each with a trigger that fires
/// regularly, both stored in the database.
/// Then wakes idle workers whenever <see cref="WorkSignal"/> says that there is work.
/// </summary>
internal sealed partial class ScheduleQueues(
    ISchedulerFactory schedulers,
    IEnumerable<IWorkQueue> queues,
    IEnumerable<IRegularWork> works,
    WorkSignal signal,
    BusyWorkers busy,
    ILogger<ScheduleQueues> logger) : BackgroundService
{
    /// <summary>The longest that a row waits when its signal is lost or when it is due again.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Many signals at once wake a worker once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var lane = GitHubLane.TakeBackground();

        // Queues first: work that a killed portal left behind must be available before the first worker looks.
        foreach (var queue in queues)
        {
            await queue.ResumeAsync(stoppingToken);
        }

        var scheduler = await schedulers.GetScheduler(stoppingToken);
        foreach (var queue in queues)
        {
            foreach (var worker in Workers(queue))
            {
                var job = JobBuilder.Create<WorkOffQueue>().WithIdentity(worker).UsingJobData(WorkOffQueue.QueueKey, queue.Name).StoreDurably().Build();
                await ScheduleAsync(scheduler, job, Interval, stoppingToken);
            }
        }

        foreach (var work in works)
        {
            var job = JobBuilder.Create<DoRegularWork>().WithIdentity(work.Name, "regular").StoreDurably().Build();
            await ScheduleAsync(scheduler, job, work.Interval, stoppingToken);
        }

        foreach (var queue in queues)
        {
            await WakeAsync(scheduler, queue.Name, stoppingToken);
        }

        await foreach (var name in signal.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(Gather, stoppingToken);
            await WakeAsync(scheduler, name, stoppingToken);
        }
    }

    private static IEnumerable<JobKey> Workers(IWorkQueue queue) =>
        Enumerable.Range(1, queue.Workers).Select(number => new JobKey($"{queue.Name}-{number}", "queues"));

    private static async Task ScheduleAsync(IScheduler scheduler, IJobDetail job, TimeSpan interval, CancellationToken cancellationToken)
    {
        await scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
        var key = new TriggerKey(job.Key.Name, job.Key.Group);
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key)
            .ForJob(job.Key)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule
                .WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
            .Build();
        if (await scheduler.RescheduleJob(key, trigger, cancellationToken) is null)
        {
            await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
        }
    }

    private async Task WakeAsync(IScheduler scheduler, string name, CancellationToken cancellationToken)
    {
        var workers = queues.Where(queue => name == WorkSignal.AnyQueue || queue.Name == name).SelectMany(Workers);
        foreach (var worker in workers.Where(worker => !busy.Contains(worker)))
        {
            try
            {
                await scheduler.TriggerJob(worker, cancellationToken);
            }
            catch (SchedulerException exception)
            {
                NotWoken(logger, exception, worker.Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The worker {Worker} could not be woken. It runs by itself within a few seconds.")]
    private static partial void NotWoken(ILogger logger, Exception exception, string worker);
}
