using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations;

/// <summary>
/// What a person agreed to, exactly as it was shown. The only record of it: billing and hosting point at its rows, which never change.
/// </summary>
public sealed class InstallationConsent
{
    private InstallationConsent()
    {
    }

    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public Guid ReleaseId { get; private set; }

    public Guid OfferId { get; private set; }

    /// <summary>The difference as JSON: a <see cref="ConsentDocument"/>.</summary>
    public string Difference { get; private set; } = "";

    /// <summary>Hexadecimal SHA-256 of <see cref="Difference"/>.</summary>
    public string Hash { get; private set; } = "";

    public Guid PersonId { get; private set; }

    /// <summary>The name at that time.</summary>
    public string PersonName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public static InstallationConsent Of(Guid installationId, ConsentDocument document, IActor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        InstallationId = installationId,
        ReleaseId = document.ReleaseId,
        OfferId = document.OfferId,
        Difference = document.Json,
        Hash = document.Hash,
        PersonId = actor.UserId,
        PersonName = actor.Name,
        At = now,
    };
}
