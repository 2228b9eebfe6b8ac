namespace Kiket.Portal.Jobs;

/// <summary>
/// Work that runs regularly, such as a sweep. It is a job in the database, so with several portals only one of them runs
/// it. A feature registers its work as this interface.
/// </summary>
public interface IRegularWork
{
    /// <summary>A short word, unique among all regular work.</summary>
    string Name { get; }

    /// <summary>The work runs once when a portal starts, then after each interval.</summary>
    TimeSpan Interval { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
