namespace Kiket.Portal.Accounts;

/// <summary>What an API token may be used for. Written in lower case in the API and on pages.</summary>
[Flags]
public enum ApiTokenScopes
{
    None = 0,
    Read = 1,
    Publish = 2,
    Install = 4,

    /// <summary>Only for platform reviewers, and only while they have that role.</summary>
    Review = 8,

    /// <summary>Everything the member may do in the organization; includes neither Review nor Operate.</summary>
    Admin = 16,

    /// <summary>Posts metered usage, and nothing else: for what runs at customers' requests.</summary>
    Usage = 32,

    /// <summary>Reads invoices, statements and usage.</summary>
    Billing = 64,

    /// <summary>Only for platform operators, and only while they have that role.</summary>
    Operate = 128,
}

public static class ApiTokenScopeNames
{
    public static IReadOnlyList<ApiTokenScopes> All { get; } =
    [
        ApiTokenScopes.Read, ApiTokenScopes.Publish, ApiTokenScopes.Install, ApiTokenScopes.Usage, ApiTokenScopes.Billing, ApiTokenScopes.Review,
        ApiTokenScopes.Operate, ApiTokenScopes.Admin,
    ];

    /// <summary>The names of the single scopes, as <c>read</c>, <c>publish</c>.</summary>
    public static IReadOnlyList<string> Names(this ApiTokenScopes scopes) =>
        [.. All.Where(scope => scopes.HasFlag(scope)).Select(scope => scope.ToString().ToLowerInvariant())];

    /// <summary>True when the scope is included, or Admin is (which covers everything except Review and Operate).</summary>
    public static bool Covers(this ApiTokenScopes granted, ApiTokenScopes needed) =>
        (granted & needed) == needed
        || (granted.HasFlag(ApiTokenScopes.Admin) && (needed & (ApiTokenScopes.Review | ApiTokenScopes.Operate)) == ApiTokenScopes.None);
}
