using Kiket.Portal.Data;
using Kiket.Portal.Edge;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>How often the edge refused calls of an installation to one host for one reason.</summary>
public sealed class BlockedCall : VersionedEntity
{
    public const int MaxHost = 255;

    private BlockedCall()
    {
    }

    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    /// <summary>As the container named it; empty when it named none.</summary>
    public string Host { get; private set; } = "";

    /// <summary>As <see cref="Refusals.Name"/>.</summary>
    public string Reason { get; private set; } = "";

    public long Count { get; private set; }

    public DateTimeOffset First { get; private set; }

    public DateTimeOffset Last { get; private set; }

    /// <summary>The run of the edge whose counts are in <see cref="Count"/>, and how many are.</summary>
    public Guid Run { get; private set; }

    public long RunCount { get; private set; }

    public static BlockedCall Of(Guid installationId, BlockedCount counted, Guid run)
    {
        var call = new BlockedCall
        {
            Id = Guid.CreateVersion7(),
            InstallationId = installationId,
            Host = HostOf(counted),
            Reason = counted.Reason,
            First = counted.First,
        };
        call.Add(counted, run);
        return call;
    }

    public static string HostOf(BlockedCount counted) => counted.Host.Length > MaxHost ? counted.Host[..MaxHost] : counted.Host;

    /// <summary>Adds what is new. The edge's counts rise until it starts again, so the same report twice adds nothing.</summary>
    /// <returns>Whether anything was.</returns>
    public bool Add(BlockedCount counted, Guid run)
    {
        var known = run == Run && counted.Count >= RunCount ? RunCount : 0;
        if (counted.Count == known && run == Run)
        {
            return false;
        }

        Count += counted.Count - known;
        (Run, RunCount, Last) = (run, counted.Count, counted.Last);
        return true;
    }
}
