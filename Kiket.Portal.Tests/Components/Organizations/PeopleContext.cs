using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Organizations;

/// <summary>Components of people and organizations over a real database.</summary>
public abstract class PeopleContext : PortalContext
{
    protected PortalDatabase Database { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        Database = await PortalDatabase.CreateAsync(services => services.AddOrganizations());
        Services.AddSingleton(Database.Databases);
        Services.AddOrganizations().AddAudit().AddNotifications(new ConfigurationBuilder().Build());
        Services.AddSingleton<PlatformAccess>();
        Services.AddScoped<CurrentPerson>();
        Services.AddSingleton(Database.Get<SecretLinks>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Database.DisposeAsync();
    }

    protected void SignIn(Actor person)
    {
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(person.Name);
        authorization.SetClaims(
            new Claim(ClaimTypes.NameIdentifier, person.UserId.ToString()), new Claim(PersonClaims.DisplayName, person.Name));
    }
}
