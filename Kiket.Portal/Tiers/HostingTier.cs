using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tiers;

/// <summary>A size of container and what it costs.</summary>
/// <param name="Name">The word in the manifest.</param>
/// <param name="Cpu">Cores.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="MonthlyPrice">Per installation and month.</param>
public sealed record HostingTier(string Name, decimal Cpu, int MemoryMiB, Money MonthlyPrice)
{
    /// <summary>For people: <c>0.25 CPU, 256 MiB</c> or <c>2 CPU, 1 GiB</c>.</summary>
    public string Size => MemoryMiB >= 1024
        ? FormattableString.Invariant($"{Cpu} CPU, {MemoryMiB / 1024m:0.##} GiB")
        : FormattableString.Invariant($"{Cpu} CPU, {MemoryMiB} MiB");
}

/// <summary>The tiers that managed hosting offers.</summary>
public static class HostingTiers
{
    public static HostingTier Minimal { get; } = new("minimal", 0.25m, 256, new Money(500));

    public static HostingTier Standard { get; } = new("standard", 1, 512, new Money(1500));

    public static HostingTier Compute { get; } = new("compute", 2, 1024, new Money(3500));

    public static HostingTier Memory { get; } = new("memory", 1, 2048, new Money(3000));

    /// <summary>In the order that the documentation uses.</summary>
    public static IReadOnlyList<HostingTier> All { get; } = [Minimal, Standard, Compute, Memory];

    /// <summary>The tier with exactly this name, or null.</summary>
    public static HostingTier? Find(string? name) => All.FirstOrDefault(tier => tier.Name == name);
}
