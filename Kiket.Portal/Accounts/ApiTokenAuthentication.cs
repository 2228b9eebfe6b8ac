using System.Security.Claims;
using System.Text.Encodings.Web;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Scheme <c>ApiToken</c>: <c>Authorization: Bearer wksp_…</c>. Every request reads the database, so a revoked or expired
/// token, a locked person's token, or a former reviewer's token is refused immediately.
/// </summary>
public sealed class ApiTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IDbContextFactory<PortalDb> databases,
    TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ApiToken";

    private const string Bearer = "Bearer ";

    /// <summary>"Last used" isn't written with every call.</summary>
    private static readonly TimeSpan LastUseResolution = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var value = header[Bearer.Length..].Trim();
        if (value.Length is 0 or > ApiTokenValue.MaxLength)
        {
            return AuthenticateResult.Fail("This isn't a token of this portal.");
        }

        await using var db = await databases.CreateDbContextAsync(Context.RequestAborted);
        var now = clock.GetUtcNow();
        var hash = ApiTokenValue.Hash(value);
        var found = await (
            from token in db.Set<ApiToken>()
            join user in db.Set<PortalUser>() on token.UserId equals user.Id
            where token.Hash == hash && user.LockedAt == null
            select new { Token = token, user.DisplayName, user.Email, user.PlatformRoles })
            .AsNoTracking()
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null || !found.Token.IsValid(now))
        {
            return AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        }

        await NoteUseAsync(db, found.Token, now);
        var scopes = found.Token.Scopes
            & ~(found.PlatformRoles.HasFlag(PlatformRoles.Reviewer) ? ApiTokenScopes.None : ApiTokenScopes.Review)
            & ~(found.PlatformRoles.HasFlag(PlatformRoles.Operator) ? ApiTokenScopes.None : ApiTokenScopes.Operate);
        return AuthenticateResult.Success(new AuthenticationTicket(
            Principal(found.Token, found.DisplayName, found.Email ?? "", scopes), Scheme));
    }

    private async Task NoteUseAsync(PortalDb db, ApiToken token, DateTimeOffset now)
    {
        if (token.LastUsedAt is { } last && now - last < LastUseResolution)
        {
            return;
        }

        await db.Set<ApiToken>()
            .Where(stored => stored.Id == token.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(stored => stored.LastUsedAt, now), Context.RequestAborted);
    }

    private static ClaimsPrincipal Principal(ApiToken token, string name, string email, ApiTokenScopes scopes)
    {
        var identity = new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, token.UserId.ToString()),
            new Claim(ClaimTypes.Name, email),
            new Claim(ClaimTypes.Email, email),
            new Claim(PersonClaims.DisplayName, name),
            new Claim(PersonClaims.TokenId, token.Id.ToString()),
            new Claim(PersonClaims.OrganizationId, token.OrganizationId.ToString()),
            new Claim(PersonClaims.Scope, ((int)scopes).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ],
        Scheme);
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>What a request with an API token may do.</summary>
/// <param name="OrganizationId">The only organization that the token can access.</param>
public sealed record ApiTokenAccess(Guid TokenId, Guid OrganizationId, ApiTokenScopes Scopes)
{
    /// <summary>Null when the request has no token.</summary>
    public static ApiTokenAccess? Of(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(PersonClaims.TokenId), out var token)
        && Guid.TryParse(principal.FindFirstValue(PersonClaims.OrganizationId), out var organization)
        && int.TryParse(principal.FindFirstValue(PersonClaims.Scope), System.Globalization.CultureInfo.InvariantCulture, out var scopes)
            ? new ApiTokenAccess(token, organization, (ApiTokenScopes)scopes)
            : null;
}
