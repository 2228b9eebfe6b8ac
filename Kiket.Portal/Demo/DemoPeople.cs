using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

/// <summary>A demo person. There is no password; the sign-in page has a button for each.</summary>
internal sealed record DemoPersonEntry(string Key, string Name, string Role, PlatformRoles Platform, string OrganizationSlug, OrganizationRole OrganizationRole)
{
    /// <summary>A reserved domain, so no mail is ever delivered to it.</summary>
    public string Email => $"{Key}@{OrganizationSlug}.example";
}

/// <summary>The people and organizations of the demo. Creating them twice changes nothing.</summary>
public sealed class DemoPeople(
    IServiceScopeFactory scopes, IDbContextFactory<PortalDb> databases, IOptions<DemoOptions> options, TimeProvider clock) : IDemoSignIn
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(365);

    internal static IReadOnlyList<(string Slug, string Name)> Organizations { get; } =
    [
        ("acme", "Acme"),
        ("globex", "Globex"),
        ("northwind-labs", "Northwind Labs"),
        ("initrode", "Initrode"),
        ("fabrikam-tools", "Fabrikam Tools"),
        ("kiket-team", "Kiket"),
    ];

    internal static IReadOnlyList<DemoPersonEntry> Entries { get; } =
    [
        new("publisher", "Pia Lindqvist", "publishes for Acme", PlatformRoles.None, "acme", OrganizationRole.Owner),
        new("colleague", "Ben Adeyemi", "colleague at Acme, Admin", PlatformRoles.None, "acme", OrganizationRole.Admin),
        new("customer", "Carla Mendes", "buys for Globex", PlatformRoles.None, "globex", OrganizationRole.Owner),
        new("reviewer", "Rahul Nair", "reviews submissions", PlatformRoles.Reviewer, "kiket-team", OrganizationRole.Admin),
        new("second-reviewer", "Sofia Brandt", "reviews submissions too", PlatformRoles.Reviewer, "kiket-team", OrganizationRole.Member),
        new("operator", "Olu Okafor", "operates the marketplace", PlatformRoles.Operator, "kiket-team", OrganizationRole.Owner),
        new("second-operator", "Ines Duarte", "operates the marketplace too", PlatformRoles.Operator, "kiket-team", OrganizationRole.Member),
        new("northwind", "Nora Weiss", "publishes for Northwind Labs", PlatformRoles.None, "northwind-labs", OrganizationRole.Owner),
        new("initrode", "Ivan Petrov", "publishes for Initrode", PlatformRoles.None, "initrode", OrganizationRole.Owner),
        new("fabrikam", "Rui Tavares", "publishes for Fabrikam Tools", PlatformRoles.None, "fabrikam-tools", OrganizationRole.Owner),
    ];

    public IReadOnlyList<DemoPerson> People { get; } = [.. Entries.Select(entry => new DemoPerson(entry.Key, entry.Name, entry.Role))];

    public async Task<Result<Guid>> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (Entries.FirstOrDefault(entry => entry.Key == key) is not { } entry)
        {
            return Error.NotFound("demo_person_not_found", "There is no such demo person. Choose one from the sign-in page.");
        }

        return (await ActorAsync(entry.Key, cancellationToken)).UserId;
    }

    /// <summary>The person with this key, who must exist.</summary>
    internal async Task<Actor> ActorAsync(string key, CancellationToken cancellationToken)
    {
        var email = Entries.Single(entry => entry.Key == key).Email;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PortalUser>().Where(user => user.Email == email)
            .Select(user => new Actor(user.Id, user.DisplayName, null, null))
            .SingleAsync(cancellationToken);
    }

    /// <summary>The owner of a demo organization.</summary>
    internal Task<Actor> OwnerAsync(string organization, CancellationToken cancellationToken) =>
        ActorAsync(Entries.First(entry => entry.OrganizationSlug == organization && entry.OrganizationRole == OrganizationRole.Owner).Key, cancellationToken);

    internal async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var entry in Entries)
        {
            await CreateUserAsync(scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>(), entry);
        }

        await CreateOrganizationsAsync(cancellationToken);
        await CreateTokensAsync(scope.ServiceProvider.GetRequiredService<CreateApiToken>(), cancellationToken);
    }

    private async Task CreateUserAsync(UserManager<PortalUser> users, DemoPersonEntry entry)
    {
        if (await users.FindByEmailAsync(entry.Email) is not null)
        {
            return;
        }

        var user = PortalUser.Register(entry.Email, entry.Name, clock.GetUtcNow());
        user.EmailConfirmed = true;
        user.SetPlatformRoles(entry.Platform);
        var created = await users.CreateAsync(user);
        if (!created.Succeeded)
        {
            throw new InvalidOperationException(
                $"The demo person {entry.Key} could not be created: {string.Join(' ', created.Errors.Select(error => error.Description))}");
        }
    }

    private async Task CreateOrganizationsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var (slug, name) in Organizations)
        {
            var organization = await db.Set<Organization>().SingleOrDefaultAsync(candidate => candidate.Slug == slug, cancellationToken);
            if (organization is null)
            {
                organization = Organization.Create(slug, name, now, isPlatform: true).Value;
                db.Add(organization);
            }

            foreach (var entry in Entries.Where(entry => entry.OrganizationSlug == slug))
            {
                var user = await db.Set<PortalUser>()
                    .Where(candidate => candidate.Email == entry.Email)
                    .Select(candidate => candidate.Id)
                    .SingleAsync(cancellationToken);
                if (!await db.Set<Membership>().AnyAsync(member => member.OrganizationId == organization.Id && member.UserId == user, cancellationToken))
                {
                    db.Add(Membership.Of(organization.Id, user, entry.OrganizationRole, now));
                }
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Creates the configured tokens, for scripts. Existing tokens stay.</summary>
    private async Task CreateTokensAsync(CreateApiToken create, CancellationToken cancellationToken)
    {
        var tokens = options.Value.Tokens;
        const ApiTokenScopes Publishing = ApiTokenScopes.Read | ApiTokenScopes.Publish | ApiTokenScopes.Install | ApiTokenScopes.Admin;
        await CreateTokenAsync("publisher", tokens.Publisher, Publishing);
        await CreateTokenAsync("customer", tokens.Customer, Publishing);
        await CreateTokenAsync("reviewer", tokens.Reviewer, ApiTokenScopes.Read | ApiTokenScopes.Review);
        await CreateTokenAsync("second-reviewer", tokens.SecondReviewer, ApiTokenScopes.Read | ApiTokenScopes.Review);
        await CreateTokenAsync("operator", tokens.Operator, ApiTokenScopes.Read | ApiTokenScopes.Operate);
        await CreateTokenAsync("second-operator", tokens.SecondOperator, ApiTokenScopes.Read | ApiTokenScopes.Operate);

        async Task CreateTokenAsync(string key, string? value, ApiTokenScopes scopes)
        {
            if (string.IsNullOrWhiteSpace(value) || await ExistsAsync(value, cancellationToken))
            {
                return;
            }

            var entry = Entries.Single(candidate => candidate.Key == key);
            var actor = await ActorAsync(key, cancellationToken);
            var made = await create.RunAsync(entry.OrganizationSlug, new NewApiToken("Demo script", scopes, TokenLifetime), value, actor, cancellationToken);
            if (!made.Succeeded && made.Error.Code != "token_exists")
            {
                throw new InvalidOperationException($"Demo:Tokens for {key}: {made.Error.Message}");
            }
        }
    }

    /// <summary>Checked first. Otherwise every restart would log a violated constraint.</summary>
    private async Task<bool> ExistsAsync(string token, CancellationToken cancellationToken)
    {
        var hash = ApiTokenValue.Hash(token);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<ApiToken>().AnyAsync(stored => stored.Hash == hash, cancellationToken);
    }
}
