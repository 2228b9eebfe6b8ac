using Kiket.Portal.Accounts;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

/// <summary>What people can use to try the portal: demo people, tokens, sample repositories and pushes to them.</summary>
public sealed partial class DemoPage
{
    private IReadOnlyList<DemoPerson> _people = [];
    private IReadOnlyCollection<DemoToken> _tokens = [];
    private IReadOnlyList<DemoRepository> _repositories = [];
    private string _now = "";
    private Uri? _local;
    private Uri? _elsewhere;

    [SupplyParameterFromQuery(Name = "done")] public string? Done { get; set; }

    [SupplyParameterFromQuery(Name = "problem")] public string? Problem { get; set; }

    [Inject] public required IServiceProvider Services { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        if (Services.GetService<DemoRepositories>() is not { } repositories || Services.GetService<DemoPeople>() is not { } people)
        {
            Navigation.NotFound();
            return;
        }

        _local = Services.GetRequiredService<LocalGitHubAddress>().ApiUrl;
        _elsewhere = Services.GetRequiredService<IOptions<GitHubOptions>>().Value.Api is var read && read != _local ? read : null;
        _now = MoveDemoClock.Text(Services.GetRequiredService<TimeProvider>().GetUtcNow());
        _people = people.People;
        _tokens = repositories.Accounts.Tokens;
        _repositories = [.. repositories.All.OrderBy(repository => repository.FullName, StringComparer.Ordinal)];
    }

    private static string State(DemoRepository repository) => DemoCatalogue.StateOf(repository.FullName);
}
