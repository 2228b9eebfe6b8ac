namespace Kiket.Portal.Organizations;

/// <summary>What a member may do in their organization. Ordered: a higher role holds all rights of a lower one.</summary>
public enum OrganizationRole
{
    /// <summary>Sees what the organization has.</summary>
    Member = 1,

    /// <summary>Publishes, installs, keeps tokens, webhooks and members.</summary>
    Admin = 2,

    /// <summary>Also gives and takes the Owner role.</summary>
    Owner = 3,
}
