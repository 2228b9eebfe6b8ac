namespace Kiket.Portal.Installations;

/// <summary>
/// A policy has decided that an installation goes to a release. Unique for the two, so that an upgrade that failed isn't tried by itself
/// again; it is decided again when it runs.
/// </summary>
public sealed class UpgradeDue
{
    private UpgradeDue()
    {
    }

    public long Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public Guid ReleaseId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Until when a node works on it.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>The operation that it became; null while it waits.</summary>
    public Guid? OperationId { get; private set; }

    public static UpgradeDue Of(Guid installationId, Guid releaseId, DateTimeOffset now) =>
        new() { InstallationId = installationId, ReleaseId = releaseId, CreatedAt = now };

    public void Become(Guid operationId) => (OperationId, LeaseUntil) = (operationId, null);
}
