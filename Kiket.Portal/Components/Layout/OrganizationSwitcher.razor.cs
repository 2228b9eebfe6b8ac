using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;

namespace Kiket.Portal.Components.Layout;

/// <summary>The person's organizations. The current one is in the address. Shows nothing to visitors.</summary>
public sealed partial class OrganizationSwitcher : IDisposable
{
    private IReadOnlyList<OrganizationSummary> _organizations = [];
    private OrganizationSummary? _current;
    private bool _loaded;

    [Inject]
    public required OrganizationQueries Queries { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Changes when the person's memberships change, and then they are read again.</summary>
    [CascadingParameter]
    public Task<AuthenticationState>? SignedIn { get; set; }

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose() => Navigation.LocationChanged -= Moved;

    private async Task LoadAsync()
    {
        if (await Person.FindAsync() is not { } person)
        {
            return;
        }

        _organizations = await Queries.ForUserAsync(person.UserId, CancellationToken.None);
        _loaded = true;
        FindCurrent();
    }

    private void Moved(object? sender, LocationChangedEventArgs change)
    {
        FindCurrent();
        StateHasChanged();
    }

    private void FindCurrent()
    {
        var parts = Navigation.ToBaseRelativePath(Navigation.Uri).Split('/', '?', '#');
        _current = parts is ["orgs", var slug, ..]
            ? _organizations.FirstOrDefault(organization => organization.Slug == slug)
            : null;
    }
}
