using System.Net.Sockets;

namespace Kiket.Portal.Hosting;

/// <summary>Rights that a container must not have, because they are the first step out of it.</summary>
internal static class LeakRights
{
    private static readonly string[] Sockets = ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock"];

    public static IReadOnlyList<(string Name, Func<LeakResult> Check)> All { get; } =
    [
        ("Find the engine's socket", () => Array.Find(Sockets, File.Exists) is { } socket ? LeakResult.Leak(socket) : LeakResult.Refused("None")),
        ("Be root", () => Environment.IsPrivilegedProcess ? LeakResult.Leak("Yes") : LeakResult.Refused("No")),
        ("Have a capability", () => Status("CapEff", "0000000000000000")),
        ("Be able to get a capability", () => Status("CapBnd", "0000000000000000")),
        ("Gain rights from a program", () => Status("NoNewPrivs", "1")),
        ("Run without a filter of system calls", () => Status("Seccomp", "2")),
        ("Open a raw socket", () => Open(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp)),
        ("Open a packet socket", () => Open(AddressFamily.Packet, SocketType.Raw, ProtocolType.Raw)),
        ("Write to its own files", () => Write("/kiket-leak")),
        ("Write to its program", () => Write(Path.Combine(AppContext.BaseDirectory, "kiket-leak"))),
        ("Become a router", () => Write("/proc/sys/net/ipv4/ip_forward")),
        ("Turn on IPv6", () => Write("/proc/sys/net/ipv6/conf/all/disable_ipv6")),
        ("Change what the machine runs on a crash", () => Write("/proc/sys/kernel/core_pattern")),
        ("Change control groups", () => Write("/sys/fs/cgroup/kiket-leak")),
    ];

    private static LeakResult Status(string name, string expected)
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        var value = line is null ? "missing" : line[(name.Length + 1)..].Trim();
        return value == expected ? LeakResult.Refused("No") : LeakResult.Leak(value);
    }

    private static LeakResult Open(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(family, type, protocol);
        return LeakResult.Leak("Opened");
    }

    private static LeakResult Write(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write);
            return LeakResult.Leak("Opened for writing");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return LeakResult.Refused("Refused");
        }
    }
}
