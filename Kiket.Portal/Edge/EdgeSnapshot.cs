namespace Kiket.Portal.Edge;

/// <summary>All that the edge knows, at once: it is always replaced as a whole.</summary>
/// <param name="Number">Rises with each snapshot; the edge refuses one that is older than its own.</param>
/// <param name="PlatformHosts">Hosts that every container may call, and the only ones that may have private addresses.</param>
public sealed record EdgeSnapshot(long Number, IReadOnlyList<EdgeInstallation> Installations, IReadOnlyList<string> PlatformHosts);

/// <summary>What the container of one installation may reach.</summary>
/// <param name="Key">The installation's key as 32 hex digits.</param>
/// <param name="EdgeAddress">The edge's own IPv4 address in the installation's network, by which it knows whose connection it is.</param>
/// <param name="Egress">Hosts as in the manifest.</param>
public sealed record EdgeInstallation(string Key, string EdgeAddress, IReadOnlyList<string> Egress)
{
    /// <summary>Where calls to it go; null while nothing healthy runs.</summary>
    public EdgeRoute? Route { get; init; }
}

/// <summary>Where the container of an installation answers calls.</summary>
/// <param name="Address">In the installation's network.</param>
/// <param name="TimeoutMs">After which a call is given up.</param>
public sealed record EdgeRoute(string Address, int Port, int TimeoutMs);
