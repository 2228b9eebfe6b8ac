namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// A time in which an installation was hosted in one tier: the only record of it, and what billing reads. None runs while a deployment is
/// failed, suspended or waiting.
/// </summary>
public sealed class HostingPeriod
{
    private HostingPeriod()
    {
    }

    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public string Tier { get; private set; } = "";

    public DateTimeOffset From { get; private set; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? To { get; private set; }

    public static HostingPeriod Begin(Guid installationId, string tier, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        InstallationId = installationId,
        Tier = tier,
        From = at,
    };

    /// <summary>Never before it began: an event may be older than a late first start.</summary>
    public void End(DateTimeOffset at) => To = at < From ? From : at;
}
