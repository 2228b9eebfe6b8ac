using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>A page below <c>/orgs/{org}</c>. Checks who the reader is and whether they have access before it reads anything.</summary>
public abstract class OrganizationPage : LivePage
{
    [Parameter]
    public string Org { get; set; } = "";

    [Inject]
    public required OrganizationAccess Access { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The reader's membership; null until known, and when access is refused.</summary>
    protected OrganizationMember? Member { get; private set; }

    protected Actor? Reader { get; private set; }

    /// <summary>Why the page shows nothing. When the role is too low, it says who can help.</summary>
    protected Error? Refused { get; private set; }

    protected virtual OrganizationRole Minimum => OrganizationRole.Member;

    /// <summary>Reads what the page shows. Called when access is granted.</summary>
    protected abstract Task LoadAsync(OrganizationMember member);

    protected override async Task OnParametersSetAsync()
    {
        // Checked every time, because parameters are also set when a role was removed.
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
