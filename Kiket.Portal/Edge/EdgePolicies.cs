using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Edge;

/// <summary>
/// The snapshot that holds now. It is stored in a file before it counts, so that a restarted edge goes on with what it knew.
/// Without one, everything is refused.
/// </summary>
/// <param name="file">Null keeps it in memory only.</param>
public sealed class EdgePolicies(string? file)
{
    /// <summary>A container and the edge are the only ones in a network of this size.</summary>
    public const int NetworkPrefix = 29;

    private readonly Lock _turn = new();
    private volatile Known _known = Known.Nothing;

    /// <summary>0 before the first snapshot.</summary>
    public long Number => _known.Number;

    /// <summary>Reads the stored snapshot. One that can't be read counts as none, and the next one replaces it.</summary>
    /// <returns>False when the file can't be used.</returns>
    public bool Load()
    {
        if (file is null || !File.Exists(file))
        {
            return true;
        }

        try
        {
            var snapshot = JsonSerializer.Deserialize(File.ReadAllBytes(file), EdgeJson.Default.EdgeSnapshot);
            if (snapshot is not null && Known.Of(snapshot).TryGet(out var known, out _))
            {
                _known = known;
                return true;
            }
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // Reported by the result.
        }

        return false;
    }

    /// <summary>Replaces what the edge knows. The same number again changes nothing and is accepted, because it may be sent twice.</summary>
    public Result Replace(EdgeSnapshot snapshot)
    {
        if (!Known.Of(snapshot).TryGet(out var known, out var error))
        {
            return error;
        }

        lock (_turn)
        {
            if (snapshot.Number == _known.Number)
            {
                return Result.Success();
            }

            if (snapshot.Number < _known.Number)
            {
                return Error.Conflict("snapshot_old", $"Snapshot {snapshot.Number} is older than {_known.Number}, which holds now.");
            }

            Store(snapshot);
            _known = known;
            return Result.Success();
        }
    }

    /// <summary>Whose connection it is; null when nobody's.</summary>
    /// <param name="local">The edge's address that was called.</param>
    /// <param name="remote">The caller, which must be in the same network.</param>
    public EdgeRules? Find(IPAddress local, IPAddress remote) =>
        _known.ByAddress.TryGetValue(local, out var rules) && rules.Network.Contains(remote) ? rules : null;

    /// <summary>Whether an installation is in the snapshot that holds now.</summary>
    public bool Knows(string key) => _known.ByKey.ContainsKey(key);

    /// <summary>What holds for an installation; null when the snapshot has none of this key.</summary>
    public EdgeRules? FindKey(string key) => _known.ByKey.GetValueOrDefault(key);

    private void Store(EdgeSnapshot snapshot)
    {
        if (file is null)
        {
            return;
        }

        // Renamed when it is complete, so that a kill leaves the old or the new one.
        var half = file + ".new";
        using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, snapshot, EdgeJson.Default.EdgeSnapshot);
            stream.Flush(flushToDisk: true);
        }

        File.Move(half, file, overwrite: true);
    }

    private sealed record Known(long Number, FrozenDictionary<IPAddress, EdgeRules> ByAddress, FrozenDictionary<string, EdgeRules> ByKey)
    {
        public static readonly Known Nothing = new(0, FrozenDictionary<IPAddress, EdgeRules>.Empty, FrozenDictionary<string, EdgeRules>.Empty);

        public static Result<Known> Of(EdgeSnapshot snapshot)
        {
            if (snapshot.Number <= 0 || snapshot.Installations is null || snapshot.PlatformHosts is null)
            {
                return Error.Invalid("snapshot_invalid", "A snapshot needs a number above 0, installations and platform hosts.");
            }

            var platform = snapshot.PlatformHosts.Select(host => EdgeNames.Read(host ?? "")).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
            var known = new Dictionary<IPAddress, EdgeRules>();
            var keys = new Dictionary<string, EdgeRules>(StringComparer.Ordinal);
            foreach (var installation in snapshot.Installations)
            {
                if (installation is not { Key.Length: 32, Egress: not null }
                    || !IPAddress.TryParse(installation.EdgeAddress, out var address) || address.AddressFamily != AddressFamily.InterNetwork
                    || !TryRules(installation, address, platform, out var rules)
                    || !known.TryAdd(address, rules)
                    || !keys.TryAdd(installation.Key, rules))
                {
                    return Error.Invalid(
                        "snapshot_invalid",
                        $"Installation {installation?.Key} needs a key of 32 hex digits, an IPv4 address and an egress list, and no other may have the same.");
                }
            }

            return new Known(snapshot.Number, known.ToFrozenDictionary(), keys.ToFrozenDictionary(StringComparer.Ordinal));
        }

        /// <summary>A route must lead into the installation's own network, or one installation could answer for another.</summary>
        private static bool TryRules(EdgeInstallation installation, IPAddress address, FrozenSet<string> platform, [NotNullWhen(true)] out EdgeRules? rules)
        {
            var network = NetworkOf(address);
            rules = null;
            if (installation.Route is { } route
                && (!IPAddress.TryParse(route.Address, out var target) || !network.Contains(target) || route.Port is < 1 or > 65535 || route.TimeoutMs < 1))
            {
                return false;
            }

            rules = new EdgeRules(installation.Key, network, new EgressPolicy(installation.Egress), platform) { Route = installation.Route };
            return true;
        }

        private static IPNetwork NetworkOf(IPAddress address)
        {
            var bytes = address.GetAddressBytes();
            bytes[3] &= 0xf8;
            return new IPNetwork(new IPAddress(bytes), NetworkPrefix);
        }
    }
}

/// <summary>What one installation may reach.</summary>
public sealed record EdgeRules(string Key, IPNetwork Network, EgressPolicy Egress, FrozenSet<string> PlatformHosts)
{
    /// <summary>Where calls to it go; null while nothing healthy runs.</summary>
    public EdgeRoute? Route { get; init; }

    public bool IsPlatform(string host) => PlatformHosts.Contains(host);

    public bool Allows(string host) => IsPlatform(host) || Egress.Allows(host);
}
