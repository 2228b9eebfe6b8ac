namespace Kiket.Portal.Jobs;

/// <summary>
/// Work stored as rows in a feature's own table. The rows are the truth; a job only comes by and processes them. A
/// feature registers its queue as this interface.
/// </summary>
public interface IWorkQueue
{
    /// <summary>A short word, unique among the queues.</summary>
    string Name { get; }

    /// <summary>How many rows are worked on at the same time.</summary>
    int Workers { get; }

    /// <summary>Works on one row. False when none is due.</summary>
    Task<bool> RunNextAsync(CancellationToken cancellationToken);

    /// <summary>Runs once at startup: makes unfinished work of the previous process available again.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}
