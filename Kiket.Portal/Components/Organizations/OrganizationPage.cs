using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>A page below <c>/orgs/{org}</c>: asks who looks and whether they may, before it reads anything.</summary>
public abstract class OrganizationPage : PersonPage
{
    [Parameter]
    public string Org { get; set; } = "";

    [Inject]
    public required OrganizationAccess Access { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The reader's place in the organization; null until known, and for good when refused.</summary>
    protected OrganizationMember? Member { get; private set; }

    protected Actor? Reader { get; private set; }

    /// <summary>Why the page shows nothing; a role too low says who can help.</summary>
    protected Error? Refused { get; private set; }

    protected virtual OrganizationRole Minimum => OrganizationRole.Member;

    /// <summary>Reads what the page shows; called when access is granted.</summary>
    protected abstract Task LoadAsync(OrganizationMember member);

    protected override async Task OnParametersSetAsync()
    {
        // Asked again each time: parameters are also set when a role was taken away.
        Reader = await Person.FindAsync();
        if (Reader is null)
        {
            Navigation.NavigateTo($"/account/login?returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
            return;
        }

        var access = await Access.RequireAsync(Org, Reader.UserId, Minimum, CancellationToken.None);
        Member = access.Succeeded ? access.Value : null;
        Refused = access.Error;
        if (Member is not null)
        {
            await LoadAsync(Member);
        }
        else if (Refused is { Kind: ErrorKind.NotFound })
        {
            Navigation.NotFound();
        }
    }
}
