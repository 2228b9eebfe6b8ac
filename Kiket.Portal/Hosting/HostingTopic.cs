using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting;

/// <summary>"The self-test of hosting, or what should run, changed."</summary>
public sealed class HostingTopic(ILogger<HostingTopic> logger) : LiveTopic(logger)
{
    /// <summary>There is one self-test at a time.</summary>
    public static readonly Guid SelfTest = new("6f1c7d5e-0f0e-4b6c-9a55-2a1d8c0b7e21");

    /// <summary>Some deployment should run otherwise: the reconciler looks at once.</summary>
    public static readonly Guid Work = new("8b3c1c0d-6a0e-4f57-8f0c-5d2e9a41c7b3");

    /// <summary>Some deployment or the self-test changed: pages of operators read again.</summary>
    public static readonly Guid Deployments = new("c54f2f0b-1d5d-4a8c-b7a8-0b9d7a6e3f14");

    public async Task PublishSelfTestAsync()
    {
        await PublishAsync(SelfTest);
        await PublishAsync(Deployments);
    }
}
