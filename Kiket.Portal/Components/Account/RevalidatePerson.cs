using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// Checks the database while a circuit is open. When the session has ended (signed out here or elsewhere, new password,
/// locked account), the circuit is signed out. Changed platform roles, memberships and names apply without a reload,
/// because every <see cref="LivePage"/> reads again when its authentication state changes.
/// </summary>
/// <remarks>A session that ends is noticed immediately, on whichever node it ends; the interval is for changes without a signal.</remarks>
internal sealed partial class RevalidatePerson : RevalidatingServerAuthenticationStateProvider
{
    private static readonly AuthenticationState SignedOut = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private readonly IServiceScopeFactory _scopes;
    private readonly IOptions<AccountsOptions> _accounts;
    private readonly SessionTopic _topic;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;

    /// <summary>The memberships at the last check; null before the first check, so that the first one always updates the state.</summary>
    private HashSet<(Guid Organization, OrganizationRole Role)>? _places;

    private (Guid UserId, Guid SessionId)? _session;
    private IDisposable? _subscription;
    private volatile bool _ended;

    public RevalidatePerson(
        ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<AccountsOptions> accounts, SessionTopic topic, IHostApplicationLifetime lifetime)
        : base(loggers)
    {
        (_scopes, _accounts, _topic, _lifetime) = (scopes, accounts, topic, lifetime);
        _logger = loggers.CreateLogger<RevalidatePerson>();
    }

    protected override TimeSpan RevalidationInterval => _accounts.Value.LookAtRightsEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(authenticationState.User, cancellationToken);
        }
        catch (ObjectDisposedException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The portal is stopping and disposes its services before its circuits. There is nobody to sign out.
            return true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _subscription?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Subscribes to the end of the session. Only for circuits: a static page must still know its reader while it signs
    /// them out.
    /// </summary>
    public async Task FollowAsync()
    {
        _session = (await GetAuthenticationStateAsync()).User.Session();
        if (_session is var (person, _))
        {
            _subscription = _topic.Subscribe(person, SomethingEndedAsync);
        }
    }

    private async Task SomethingEndedAsync()
    {
        if (_session is { } session && !await IsCurrentAsync(session))
        {
            SignOut();
        }
    }

    private async Task<bool> IsCurrentAsync((Guid UserId, Guid SessionId) session)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<SessionQueries>().FindLiveAsync(session.SessionId, CancellationToken.None) is not null;
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            // If the session cannot be checked, the person counts as signed out.
            NotFound(_logger, exception);
            return false;
        }
    }

    private void SignOut()
    {
        _ended = true;
        SetAuthenticationState(Task.FromResult(SignedOut));
    }

    private async Task<bool> LookAsync(ClaimsPrincipal shown, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (shown.Session() is not var (person, session))
        {
            return false;
        }

        var users = services.GetRequiredService<UserManager<PortalUser>>();
        if (await services.GetRequiredService<SessionQueries>().FindLiveAsync(session, cancellationToken) is not { } live
            || await users.GetUserAsync(shown) is not { } user)
        {
            // Notifies the other pages and connections of this session.
            _ = _topic.PublishAsync(person);
            return false;
        }

        // An open page counts as use of the session, even when everything happens in its circuit.
        services.GetRequiredService<SessionUses>().Note(live);
        var fresh = await services.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user);
        var organizations = await services.GetRequiredService<OrganizationQueries>().ForUserAsync(user.Id, cancellationToken);
        HashSet<(Guid, OrganizationRole)> places = [.. organizations.Select(organization => (organization.Id, organization.Role))];
        var moved = _places?.SetEquals(places) != true;
        _places = places;
        if (moved || !Shown(shown).SetEquals(Shown(fresh)))
        {
            Show(fresh, shown);
        }

        return true;
    }

    private void Show(ClaimsPrincipal fresh, ClaimsPrincipal shown)
    {
        // These claims come from the request that opened the circuit, not from the account.
        var carried = shown.Claims.Where(claim => claim.Type is PersonClaims.Address or PersonClaims.SessionId).Select(claim => claim.Clone());
        ((ClaimsIdentity)fresh.Identity!).AddClaims(carried);
        SetAuthenticationState(Task.FromResult(new AuthenticationState(fresh)));
        if (_ended)
        {
            // The session ended between the check and the update.
            SignOut();
        }
    }

    private static HashSet<string> Shown(ClaimsPrincipal principal) =>
        [.. principal.Claims.Where(claim => claim.Type is ClaimTypes.Role or PersonClaims.DisplayName).Select(claim => claim.Type + claim.Value)];

    [LoggerMessage(LogLevel.Warning, "An open page is signed out because its session could not be looked up.")]
    private static partial void NotFound(ILogger logger, Exception exception);
}

/// <summary>Starts to follow a person's session when their circuit opens.</summary>
internal sealed class FollowSignIn(AuthenticationStateProvider states) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        states is RevalidatePerson person ? person.FollowAsync() : Task.CompletedTask;
}
