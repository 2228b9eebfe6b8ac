using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components;

/// <summary>Components of the way over a real database, with GitHub in memory.</summary>
public abstract class WayContext : PortalContext
{
    protected Way Way { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        Way = await Way.OpenAsync();
        Way.Register(Services, Way.GitHub);
        Services.AddSingleton(Way.Database.Databases);
        // What is done by the way's own services is heard by the pages.
        Services.AddSingleton(Way.Get<SubmissionTopic>());
        Services.AddSingleton(Way.Get<SubmissionListTopic>());
        Services.AddScoped<CurrentPerson>();
        Services.AddSingleton<Kiket.Portal.Components.Listings.ReadListingTab>();
        Services.AddSingleton(Way.Get<Kiket.Portal.Data.DataDirectory>());
        Services.AddSingleton(Way.Get<Kiket.Portal.Data.SecretLinks>());
        Services.AddSingleton(Way.Get<Microsoft.Extensions.Hosting.IHostEnvironment>());
        // The links of files need the options of GitHub, and those a configuration.
        Services.AddSingleton(Way.Get<Microsoft.Extensions.Configuration.IConfiguration>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Way.DisposeAsync();
    }

    protected void SignIn(Actor person)
    {
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(person.Name);
        authorization.SetClaims(
            new Claim(ClaimTypes.NameIdentifier, person.UserId.ToString()), new Claim(PersonClaims.DisplayName, person.Name));
        // Last: it closes the list of services.
        SetRendererInfo(new("Server", isInteractive: true));
    }
}
