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
/// Looks at the database while a circuit is open: a sign-in that ended (signed out here or elsewhere, a new password, a
/// locked account) signs the circuit out; platform roles, places in organizations and a new name hold without a reload,
/// because every <see cref="PersonPage"/> reads again when the state it was given changes.
/// </summary>
/// <remarks>A sign-in that ends in this process is heard of at once; for those that end in another there is the interval.</remarks>
internal sealed partial class RevalidatePerson : RevalidatingServerAuthenticationStateProvider
{
    private static readonly AuthenticationState SignedOut = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private readonly IServiceScopeFactory _scopes;
    private readonly IOptions<AccountsOptions> _accounts;
    private readonly SessionTopic _topic;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;

    /// <summary>The places in organizations at the last look; null before the first, so that the first one always tells.</summary>
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
            // The portal stops and takes its services before its circuits: nothing to say, and nobody to sign out.
            return true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _subscription?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Hears from now on when the sign-in ends. For circuits alone: a page that is only rendered knows who asked for it, also
    /// while it signs them out.
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
            // Who cannot be found to be signed in is not.
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
            // For the other pages of this sign-in, and their connections.
            _ = _topic.PublishAsync(person);
            return false;
        }

        // An open page is a use of the sign-in, even when everything happens in its circuit.
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
        // What the request that opened the circuit brought: no account knows it.
        var carried = shown.Claims.Where(claim => claim.Type is PersonClaims.Address or PersonClaims.SessionId).Select(claim => claim.Clone());
        ((ClaimsIdentity)fresh.Identity!).AddClaims(carried);
        SetAuthenticationState(Task.FromResult(new AuthenticationState(fresh)));
        if (_ended)
        {
            // It ended between the look and the showing.
            SignOut();
        }
    }

    private static HashSet<string> Shown(ClaimsPrincipal principal) =>
        [.. principal.Claims.Where(claim => claim.Type is ClaimTypes.Role or PersonClaims.DisplayName).Select(claim => claim.Type + claim.Value)];

    [LoggerMessage(LogLevel.Warning, "An open page is signed out: its sign-in could not be looked up.")]
    private static partial void NotFound(ILogger logger, Exception exception);
}

/// <summary>Begins to follow a person's sign-in as their circuit opens.</summary>
internal sealed class FollowSignIn(AuthenticationStateProvider states) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        states is RevalidatePerson person ? person.FollowAsync() : Task.CompletedTask;
}
