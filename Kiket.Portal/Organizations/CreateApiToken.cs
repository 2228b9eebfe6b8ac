using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

public sealed record NewApiToken(string Name, ApiTokenScopes Scopes, TimeSpan Lifetime);

/// <summary>The token's value, which is shown once and can't be read again.</summary>
public sealed record CreatedApiToken(Guid Id, string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>A record would print its value into a log.</summary>
    public override string ToString() => $"API token {Id}";
}

/// <summary>
/// A member creates an API token for an organization. It can't do more than the member may: a Member's token reads, an
/// Admin or Owner chooses freely, and only a platform reviewer can add <c>review</c>.
/// </summary>
public sealed class CreateApiToken(UnitOfWork unit)
{
    private const int MaxPerPerson = 50;

    public Task<Result<CreatedApiToken>> RunAsync(
        string organization, NewApiToken request, Actor actor, CancellationToken cancellationToken) =>
        RunAsync(organization, request, ApiTokenValue.Generate(), actor, cancellationToken);

    /// <summary>
    /// Creates a token with a given value, for the demo, whose scripts know their tokens in advance. A second call with the
    /// same value is a conflict.
    /// </summary>
    internal Task<Result<CreatedApiToken>> RunAsync(
        string organization, NewApiToken request, string value, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(
            work => CreateAsync(work, organization, request, value, actor, cancellationToken),
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("token_exists", "A token with this value already exists. Create another one.")));

    private static async Task<Result<CreatedApiToken>> CreateAsync(
        Work work, string organization, NewApiToken request, string value, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!access.TryGet(out var member, out var refused))
        {
            return refused;
        }

        if (Problem(request) is { } problem)
        {
            return problem;
        }

        if (await NotAllowedAsync(db, request.Scopes, member, cancellationToken) is { } notAllowed)
        {
            return notAllowed;
        }

        var existing = await db.Set<ApiToken>().CountAsync(
            t => t.OrganizationId == member.OrganizationId && t.UserId == actor.UserId && t.RevokedAt == null && t.ExpiresAt > now,
            cancellationToken);
        if (existing >= MaxPerPerson)
        {
            return Error.Conflict("too_many_tokens", $"You have {existing} tokens here. Revoke the ones you no longer need.");
        }

        var token = ApiToken.Of(member.OrganizationId, actor.UserId, request.Name.Trim(), request.Scopes, value, now, request.Lifetime);
        db.Add(token);
        work.Audit(
            actor,
            "token.created",
            new("token", token.Id),
            member.OrganizationId,
            after: new { token.Name, scopes = request.Scopes.Names(), token.LastFour, token.ExpiresAt });
        return new CreatedApiToken(token.Id, value, token.ExpiresAt);
    }

    private static Error? Problem(NewApiToken request)
    {
        const string Unnamed = "Give the token a name, such as the script that uses it.";
        if (NameText.Problem(request.Name.Trim(), "name", "token_name_invalid", "The token's name", ApiToken.MaxName, Unnamed) is { } name)
        {
            return name;
        }

        if (request.Scopes == ApiTokenScopes.None)
        {
            return Error.Field("scopes", "token_scopes_missing", "Choose at least one scope.");
        }

        return request.Lifetime < TimeSpan.FromMinutes(1) || request.Lifetime > ApiToken.MaxLifetime
            ? Error.Field("expires", "token_lifetime_invalid", "Choose an expiry within 365 days.")
            : null;
    }

    private static async Task<Error?> NotAllowedAsync(
        PortalDb db, ApiTokenScopes scopes, OrganizationMember member, CancellationToken cancellationToken)
    {
        if (member.Role < OrganizationRole.Admin && (scopes & ~(ApiTokenScopes.Read | ApiTokenScopes.Review | ApiTokenScopes.Operate)) != ApiTokenScopes.None)
        {
            return Error.Forbidden("token_scope_too_high", $"As a {member.Role} you can only create tokens that read. Ask an admin for more.");
        }

        if (!scopes.HasFlag(ApiTokenScopes.Review) && !scopes.HasFlag(ApiTokenScopes.Operate))
        {
            return null;
        }

        var roles = await db.Set<PortalUser>().Where(user => user.Id == member.UserId).Select(user => user.PlatformRoles).SingleAsync(cancellationToken);
        if (scopes.HasFlag(ApiTokenScopes.Review) && !roles.HasFlag(PlatformRoles.Reviewer))
        {
            return Error.Forbidden("token_review_not_allowed", "Only platform reviewers can use the scope review. Remove it.");
        }

        return scopes.HasFlag(ApiTokenScopes.Operate) && !roles.HasFlag(PlatformRoles.Operator)
            ? Error.Forbidden("token_operate_not_allowed", "Only platform operators can use the scope operate. Remove it.")
            : null;
    }
}
