using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting;

/// <summary>"The self-test of hosting changed."</summary>
public sealed class HostingTopic(ILogger<HostingTopic> logger) : LiveTopic(logger)
{
    /// <summary>There is one self-test at a time.</summary>
    public static readonly Guid SelfTest = new("6f1c7d5e-0f0e-4b6c-9a55-2a1d8c0b7e21");
}
