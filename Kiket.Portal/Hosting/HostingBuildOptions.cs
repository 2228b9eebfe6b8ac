using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting;

/// <summary>The <c>Hosting:Build:</c> settings: the limits of a build.</summary>
public sealed class HostingBuildOptions
{
    /// <summary>Hosts that builds may reach, such as registries. Empty for no network at all.</summary>
    public List<string> Egress { get; } = [];

    public decimal Cpu { get; set; } = 2;

    public int MemoryMiB { get; set; } = 2048;

    /// <summary>What a build may write, its image included.</summary>
    public int DiskMiB { get; set; } = 16 * 1024;

    public int ImageMiB { get; set; } = 2048;

    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an image may take until it responds.</summary>
    public TimeSpan TrialLimit { get; set; } = TimeSpan.FromSeconds(120);

    internal IEnumerable<string> Problems()
    {
        if (Cpu <= 0 || MemoryMiB < 64 || DiskMiB < 64 || ImageMiB is < 1 or > 4096
            || TimeLimit < TimeSpan.FromSeconds(1) || TrialLimit < TimeSpan.FromSeconds(1))
        {
            yield return "Hosting:Build needs Cpu above 0, MemoryMiB and DiskMiB of at least 64, ImageMiB between 1 and 4096, "
                + "and TimeLimit and TrialLimit of at least a second, such as 00:15:00.";
        }

        foreach (var host in Egress.Where(host => HostName.Ascii(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is not { } ascii
            || HostName.IsNumeric(ascii)))
        {
            yield return $"Hosting:Build:Egress contains '{host}'. Write host names such as registry.example.com or *.example.com, without scheme and port.";
        }
    }
}
