namespace Kiket.Portal.Organizations;

/// <summary>What a member may do in their organization. In order: a higher role has all rights of a lower one.</summary>
public enum OrganizationRole
{
    /// <summary>Sees everything in the organization.</summary>
    Member = 1,

    /// <summary>Publishes, installs, and manages tokens, webhooks and members.</summary>
    Admin = 2,

    /// <summary>Also gives and removes the Owner role.</summary>
    Owner = 3,
}
