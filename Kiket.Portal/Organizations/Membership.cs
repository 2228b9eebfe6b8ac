using Kiket.Portal.Data;

namespace Kiket.Portal.Organizations;

/// <summary>A person in an organization.</summary>
public sealed class Membership : VersionedEntity
{
    private Membership()
    {
    }

    public Guid OrganizationId { get; private set; }

    public Guid UserId { get; private set; }

    public OrganizationRole Role { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    public static Membership Of(Guid organizationId, Guid userId, OrganizationRole role, DateTimeOffset now) => new()
    {
        OrganizationId = organizationId,
        UserId = userId,
        Role = role,
        JoinedAt = now,
    };

    /// <summary>The use case checks for the last owner, because it can see the other members.</summary>
    internal void SetRole(OrganizationRole role) => Role = role;
}
