using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components;

/// <summary>Components of the way over a real database, with GitHub in memory.</summary>
public abstract class ScenarioContext : PortalContext
{
    protected Scenario Scenario { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        Scenario = await Scenario.OpenAsync(more: More);
        Scenario.Register(Services, Scenario.GitHub);
        Services.AddSingleton(Scenario.Database.Databases);
        // What is done by the way's own services is heard by the pages.
        Services.AddSingleton(Scenario.Get<SubmissionTopic>());
        Services.AddSingleton(Scenario.Get<SubmissionListTopic>());
        Services.AddScoped<CurrentPerson>();
        Services.AddSingleton<UnknownProxies>();
        Services.AddSingleton<Kiket.Portal.Notifications.MissingAddress>();
        Services.AddSingleton(Scenario.Get<Kiket.Portal.Data.DataDirectory>());
        Services.AddSingleton(Scenario.Get<Kiket.Portal.Data.SecretLinks>());
        Services.AddSingleton(Scenario.Get<Microsoft.Extensions.Hosting.IHostEnvironment>());
        // The links of files need the options of GitHub, and those a configuration.
        Services.AddSingleton(Scenario.Get<Microsoft.Extensions.Configuration.IConfiguration>());
    }

    /// <summary>What a test adds to the way's own services.</summary>
    protected virtual void More(IServiceCollection services)
    {
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Scenario.DisposeAsync();
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
