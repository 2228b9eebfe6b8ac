namespace Kiket.Portal.Organizations;

/// <summary>
/// An organization accepted what holds for publishers who earn money here. Asked for once, before its first listing with a price; it never
/// changes.
/// </summary>
public sealed class PublisherAgreement
{
    /// <summary>Of the text. Change it with the text: those who accepted an earlier one stay with that.</summary>
    public const string CurrentVersion = "2026-11";

    /// <summary>Where it is read.</summary>
    public const string Address = "/docs/publishing/agreement";

    private PublisherAgreement()
    {
    }

    public Guid OrganizationId { get; private set; }

    public string Version { get; private set; } = "";

    public Guid AcceptedBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string AcceptedByName { get; private set; } = "";

    public DateTimeOffset AcceptedAt { get; private set; }

    internal static PublisherAgreement Accept(Guid organizationId, Foundation.IActor actor, DateTimeOffset now) => new()
    {
        OrganizationId = organizationId,
        Version = CurrentVersion,
        AcceptedBy = actor.UserId,
        AcceptedByName = actor.Name,
        AcceptedAt = now,
    };
}
