namespace Kiket.Portal.Tests.Architecture;

/// <summary>People, as seen from the organization acme.</summary>
[Flags]
internal enum Who
{
    None = 0,
    Visitor = 1,

    /// <summary>Signed in, owner of another organization.</summary>
    Stranger = 2,
    Member = 4,
    Admin = 8,
    Owner = 16,
    Reviewer = 32,
    Operator = 64,
    Admins = Admin | Owner,
    Members = Member | Admins,
    SignedIn = Stranger | Members | Reviewer | Operator,
    Everybody = Visitor | SignedIn,
}

/// <summary>Tokens of acme by their one scope; Review and Operate are of people of the platform, of their own organization.</summary>
[Flags]
internal enum Scopes
{
    None = 0,
    NoToken = 1,
    Read = 2,
    Publish = 4,
    Install = 8,
    Review = 16,
    Admin = 32,
    Usage = 64,
    Billing = 128,
    Operate = 256,

    /// <summary>All but one that can only send usage.</summary>
    AnyToken = Read | Publish | Install | Billing | Review | Operate | Admin,
    Anybody = NoToken | AnyToken | Usage,
}
