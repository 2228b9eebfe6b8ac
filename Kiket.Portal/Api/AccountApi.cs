using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <summary>The owner and the organization of a token.</summary>
internal static class AccountApi
{
    /// <param name="Role">The person's role in it: <c>owner</c>, <c>admin</c> or <c>member</c>.</param>
    public sealed record OrganizationResponse(Guid Id, string Slug, string Name, OrganizationRole Role);

    /// <param name="Scopes">
    /// What the token may do: <c>read</c>, <c>publish</c>, <c>install</c>, <c>usage</c>, <c>billing</c>, <c>review</c>, <c>admin</c>.
    /// </param>
    public sealed record MeResponse(Guid Id, string Email, string Name, OrganizationResponse Organization, IReadOnlyList<string> Scopes);

    public static void MapAccountApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me", MeAsync)
            .RequireAuthorization(ApiPolicies.Token)
            .WithTags("Account")
            .WithName("me")
            .WithSummary("The token's owner and organization")
            .WithDescription("The person, the token's organization and what the token may do.")
            .Produces<MeResponse>();
        api.MapGet("/organizations/{organization}", OrganizationAsync)
            .RequireAuthorization(ApiPolicies.Token)
            .WithTags("Account")
            .WithName("organization")
            .WithSummary("The token's organization")
            .WithDescription("By slug or id. Any other organization returns 404, whether it exists or not.")
            .Produces<OrganizationResponse>();
    }

    private static async Task<IResult> MeAsync(HttpContext context, OrganizationAccess organizations, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var found = await organizations.RequireAsync(caller.Access.OrganizationId, caller.Actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!found.TryGet(out var member, out _))
        {
            return ErrorResults.Of(Error.Unauthorized(
                "token_without_member",
                "The owner of this token is no longer a member of its organization. Ask an admin of the organization for a new token."));
        }

        var email = context.User.FindFirst(System.Security.Claims.ClaimTypes.Email)?.Value ?? "";
        return Results.Json(
            new MeResponse(caller.Actor.UserId, email, caller.Actor.Name, ToResponse(member), caller.Access.Scopes.Names()), ApiJson.Writing);
    }

    private static async Task<IResult> OrganizationAsync(
        string organization, HttpContext context, OrganizationAccess organizations, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var found = await organizations.RequireAsync(organization, caller.Actor.UserId, OrganizationRole.Member, cancellationToken);
        return found.TryGet(out var member, out _) && member.OrganizationId == caller.Access.OrganizationId
            ? Results.Json(ToResponse(member), ApiJson.Writing)
            : ErrorResults.Of(Error.NotFound(
                "organization_not_found",
                $"This token has no access to an organization “{ApiQuery.Short(organization)}”. GET /api/v1/me returns the one it belongs to."));
    }

    private static OrganizationResponse ToResponse(OrganizationMember member) => new(member.OrganizationId, member.Slug, member.Name, member.Role);
}
