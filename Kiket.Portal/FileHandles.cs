using System.Globalization;

namespace Kiket.Portal;

/// <summary>
/// How many files and connections the system lets this process open. The runtime has raised the soft limit to the hard one.
/// </summary>
public static class FileHandles
{
    /// <summary>For the database, assemblies, pictures, uploads and calls to GitHub.</summary>
    private const int Reserved = 256;

    private const int FewestConnections = 16;

    /// <summary>
    /// The number of connections to accept: as configured, or fewer where the system allows fewer. A process without free
    /// handles can't even open its database; one connection too many is closed instead.
    /// </summary>
    public static long Connections(long configured) => Connections(configured, Limit());

    public static long Connections(long configured, long? limit) =>
        limit is { } most ? Math.Min(configured, Math.Max(FewestConnections, most - Reserved)) : configured;

    /// <summary>Null where the system doesn't say, or says that there is none.</summary>
    private static long? Limit()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
        {
            return null;
        }

        var line = File.ReadLines(Limits).FirstOrDefault(entry => entry.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
