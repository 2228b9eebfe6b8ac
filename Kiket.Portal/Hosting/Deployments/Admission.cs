using System.Globalization;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>What containers may use together.</summary>
public sealed record HostingCapacity(int MemoryMiB, decimal Cpu)
{
    /// <summary>As set, or what the engine's machine has, with a quarter of its memory left for everything else.</summary>
    /// <param name="machine">The last self-test, which knows the machine.</param>
    public static HostingCapacity Of(CapacityOptions options, SelfTest? machine) => new(
        options.MemoryMiB > 0 ? options.MemoryMiB : (int)Math.Min(int.MaxValue, (machine?.MemoryMiB ?? 0) * 3 / 4),
        options.Cpu > 0 ? options.Cpu : machine?.Cpu ?? 0);
}

/// <summary>Gives deployments their share of the machine, in the order in which they ask.</summary>
public sealed class Admission(HostingCapacity capacity)
{
    /// <summary>Containers wait most of the time, so a core serves this many cores of tiers. Memory is never shared.</summary>
    public const int CpuSharing = 4;

    public int UsedMemoryMiB { get; private set; }

    public decimal UsedCpu { get; private set; }

    /// <summary>Counts what has its share already.</summary>
    public void Count(Generation generation) => (UsedMemoryMiB, UsedCpu) = (UsedMemoryMiB + generation.MemoryMiB, UsedCpu + generation.Cpu);

    /// <summary>Gives a generation its share, in place of the one that it replaces.</summary>
    /// <returns>Null, or why it must wait.</returns>
    public string? Admit(Generation generation, Generation? replaced)
    {
        var memory = UsedMemoryMiB + generation.MemoryMiB - (replaced?.MemoryMiB ?? 0);
        var cpu = UsedCpu + generation.Cpu - (replaced?.Cpu ?? 0);
        if (memory > capacity.MemoryMiB)
        {
            return string.Create(CultureInfo.InvariantCulture, $"There is no room for another {generation.MemoryMiB} MiB of memory.");
        }

        if (cpu > capacity.Cpu * CpuSharing)
        {
            return string.Create(CultureInfo.InvariantCulture, $"There is no room for another {generation.Cpu:0.##} CPU.");
        }

        (UsedMemoryMiB, UsedCpu) = (memory, cpu);
        return null;
    }
}
