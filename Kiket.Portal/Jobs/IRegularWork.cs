namespace Kiket.Portal.Jobs;

/// <summary>
/// Work that is due every so often, such as a sweep. It is a job in the database: with several portals on one, one of
/// them does it. A feature registers its own as this interface.
/// </summary>
public interface IRegularWork
{
    /// <summary>A short word, unique among all regular work.</summary>
    string Name { get; }

    /// <summary>Comes once at the start of a portal, then after each of these.</summary>
    TimeSpan Interval { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
