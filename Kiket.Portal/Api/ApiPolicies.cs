using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Kiket.Portal.Api;

/// <summary>What a route requires of a token.</summary>
internal static class ApiPolicies
{
    /// <summary>Any valid token, except one that can only send usage.</summary>
    public static AuthorizationPolicy Token { get; } =
        Of(
            ApiTokenScopes.Read, ApiTokenScopes.Publish, ApiTokenScopes.Install, ApiTokenScopes.Billing, ApiTokenScopes.Review, ApiTokenScopes.Operate);

    /// <summary>For reading submissions of the organization. A token that can publish can also read the result.</summary>
    public static AuthorizationPolicy Submissions { get; } = Of(ApiTokenScopes.Read, ApiTokenScopes.Publish, ApiTokenScopes.Review);

    public static AuthorizationPolicy Publish { get; } = Of(ApiTokenScopes.Publish);

    public static AuthorizationPolicy Install { get; } = Of(ApiTokenScopes.Install);

    /// <summary>For sending metered usage, and nothing else.</summary>
    public static AuthorizationPolicy Usage { get; } = Of(ApiTokenScopes.Usage);

    public static AuthorizationPolicy Billing { get; } = Of(ApiTokenScopes.Billing);

    /// <summary>For what an installation used: who may change it may read it.</summary>
    public static AuthorizationPolicy ReadUsage { get; } = Of(ApiTokenScopes.Install, ApiTokenScopes.Billing);

    /// <summary>For reading support tickets of the organization.</summary>
    public static AuthorizationPolicy Support { get; } = Of(ApiTokenScopes.Read, ApiTokenScopes.Install, ApiTokenScopes.Publish);

    /// <summary>For writing in support tickets: install as the customer, publish as the publisher.</summary>
    public static AuthorizationPolicy ChangeTickets { get; } = Of(ApiTokenScopes.Install, ApiTokenScopes.Publish);

    /// <summary>For settings of the organization.</summary>
    public static AuthorizationPolicy Admin { get; } = Of(ApiTokenScopes.Admin);

    /// <summary>Of the marketplace, or of the organization's private registry.</summary>
    public static AuthorizationPolicy Review { get; } = Of(ApiTokenScopes.Review, ApiTokenScopes.Admin);

    /// <summary>Of the platform's operators.</summary>
    public static AuthorizationPolicy Operate { get; } = Of(ApiTokenScopes.Operate);

    private static AuthorizationPolicy Of(params ApiTokenScopes[] anyOf) =>
        new AuthorizationPolicyBuilder(ApiTokenAuthentication.Scheme)
            .RequireAuthenticatedUser()
            .AddRequirements(new ScopeRequirement(anyOf))
            .Build();
}

/// <summary>The token must have one of the scopes.</summary>
internal sealed class ScopeRequirement(IReadOnlyList<ApiTokenScopes> anyOf) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public string Names => string.Join(" or ", anyOf.SelectMany(scope => scope.Names()));

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (ApiTokenAccess.Of(context.User) is { } access && anyOf.Any(scope => access.Scopes.Covers(scope)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Refuses a missing token or scope in the API's format. Pages keep the framework's responses.</summary>
internal sealed class ApiAuthorizationResults : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _pages = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || !ApiPipeline.IsApi(context))
        {
            return _pages.HandleAsync(next, context, policy, authorizeResult);
        }

        var refusal = authorizeResult.Challenged ? Unauthorized(context) : Forbidden(policy);
        return ErrorResults.Of(refusal).ExecuteAsync(context);
    }

    private static Error Unauthorized(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? ApiCaller.InvalidToken
            : ApiCaller.MissingToken;

    private static Error Forbidden(AuthorizationPolicy policy)
    {
        var names = policy.Requirements.OfType<ScopeRequirement>().FirstOrDefault()?.Names;
        return Error.Forbidden("scope_missing", $"This needs a token with the scope {names}. Create one in your organization's settings under Tokens.");
    }
}
