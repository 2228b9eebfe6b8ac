using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

public sealed record NewApiToken(string Name, ApiTokenScopes Scopes, TimeSpan Lifetime);

/// <summary>The token's value, which is shown once and cannot be read again.</summary>
public sealed record CreatedApiToken(Guid Id, string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>A record would print its value into a log.</summary>
    public override string ToString() => $"API token {Id}";
}

/// <summary>
/// A member makes an API token for an organization. It can do no more than the member may: Member reads,
/// Admin and Owner choose freely, and only a platform reviewer adds <c>review</c>.
/// </summary>
public sealed class CreateApiToken(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int MaxPerPerson = 50;

    public Task<Result<CreatedApiToken>> RunAsync(
        string organization, NewApiToken request, Actor actor, CancellationToken cancellationToken) =>
        RunAsync(organization, request, ApiTokenValue.Generate(), actor, cancellationToken);

    /// <summary>
    /// With a value given from outside: for the demo, whose scripts know their tokens beforehand. Doing it twice
    /// with one value answers a conflict.
    /// </summary>
    internal async Task<Result<CreatedApiToken>> RunAsync(
        string organization, NewApiToken request, string value, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!access.TryGet(out var member, out var refused))
        {
            return refused;
        }

        if (Problem(request) is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        if (await NotAllowedAsync(db, request.Scopes, member, cancellationToken) is { } notAllowed)
        {
            return notAllowed;
        }

        var held = await db.Set<ApiToken>().CountAsync(
            t => t.OrganizationId == member.OrganizationId && t.UserId == actor.UserId && t.RevokedAt == null && t.ExpiresAt > now,
            cancellationToken);
        if (held >= MaxPerPerson)
        {
            return Error.Conflict("too_many_tokens", $"You hold {held} tokens here. Revoke those you no longer need.");
        }

        var token = ApiToken.Of(member.OrganizationId, actor.UserId, request.Name.Trim(), request.Scopes, value, now, request.Lifetime);
        db.Add(token);
        RecordAudit.Add(
            db, actor, "token.created", new("token", token.Id), now, member.OrganizationId,
            after: new { token.Name, scopes = request.Scopes.Names(), token.LastFour, token.ExpiresAt });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return Error.Conflict("token_exists", "A token with this value exists already. Create another.");
        }

        return new CreatedApiToken(token.Id, value, token.ExpiresAt);
    }

    private static Error? Problem(NewApiToken request)
    {
        if (NameText.Problem(request.Name.Trim(), "name", "token_name_invalid", "The token's name", ApiToken.MaxName, "Give the token a name, such as the script that uses it.") is { } name)
        {
            return name;
        }

        if (request.Scopes == ApiTokenScopes.None)
        {
            return Error.Field("scopes", "token_scopes_missing", "Choose at least one scope.");
        }

        return request.Lifetime < TimeSpan.FromMinutes(1) || request.Lifetime > ApiToken.MaxLifetime
            ? Error.Field("expires", "token_lifetime_invalid", "Let the token expire within 365 days.")
            : null;
    }

    private static async Task<Error?> NotAllowedAsync(
        PortalDb db, ApiTokenScopes scopes, OrganizationMember member, CancellationToken cancellationToken)
    {
        if (member.Role < OrganizationRole.Admin && (scopes & ~(ApiTokenScopes.Read | ApiTokenScopes.Review)) != ApiTokenScopes.None)
        {
            return Error.Forbidden("token_scope_too_high", $"As {member.Role} you can make tokens that read. Ask an admin for more.");
        }

        if (!scopes.HasFlag(ApiTokenScopes.Review))
        {
            return null;
        }

        var reviewer = await db.Set<PortalUser>()
            .AnyAsync(u => u.Id == member.UserId && (u.PlatformRoles & PlatformRoles.Reviewer) != PlatformRoles.None, cancellationToken);
        return reviewer ? null : Error.Forbidden("token_review_not_allowed", "The scope review is for platform reviewers. Leave it out.");
    }
}
