namespace Kiket.Portal.Accounts;

/// <summary>What a person may do for the whole marketplace, in addition to their organizations.</summary>
[Flags]
public enum PlatformRoles
{
    None = 0,

    /// <summary>Decides on submissions, never on those of an organization they belong to.</summary>
    Reviewer = 1,

    /// <summary>Manages categories, agreements, people and suspensions.</summary>
    Operator = 2,
}
