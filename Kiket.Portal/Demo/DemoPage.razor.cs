using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

/// <summary>What people can use to try the portal: demo people, tokens, sample repositories and pushes to them.</summary>
public sealed partial class DemoPage
{
    private IReadOnlyList<DemoPerson> _people = [];
    private IReadOnlyCollection<DemoToken> _tokens = [];
    private IReadOnlyList<DemoRepository> _repositories = [];
    private IReadOnlyDictionary<string, string> _submitted = new Dictionary<string, string>();
    private string _now = "";
    private Uri? _local;
    private Uri? _elsewhere;

    [SupplyParameterFromQuery(Name = "done")] public string? Done { get; set; }

    [SupplyParameterFromQuery(Name = "problem")] public string? Problem { get; set; }

    [Inject] public required IServiceProvider Services { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
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
        await using var db = await Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        _submitted = await SubmittedSamples.ReadAsync(db, CancellationToken.None);
    }

    private string State(DemoRepository repository) =>
        _submitted.GetValueOrDefault(repository.FullName.ToLowerInvariant()) ?? DemoCatalogue.StateOf(repository.FullName);
}
