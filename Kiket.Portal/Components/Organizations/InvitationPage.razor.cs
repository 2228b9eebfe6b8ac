using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>Where the link of an invitation leads. Looking accepts nothing: mail scanners open links.</summary>
public sealed partial class InvitationPage
{
    private InvitationOffer? _offer;
    private string? _problem;

    [Parameter]
    public string Secret { get; set; } = "";

    [Inject]
    public required AcceptInvitation Accept { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var looked = await Accept.LookAsync(Secret, CancellationToken.None);
        _offer = looked.Succeeded ? looked.Value : null;
        _problem = looked.Error?.Message;
    }

    private async Task JoinAsync()
    {
        var joined = await Accept.RunAsync(Secret, await Person.RequireAsync(), CancellationToken.None);
        if (joined.TryGet(out var slug, out var error))
        {
            Navigation.NavigateTo($"/orgs/{slug}/extensions");
        }
        else
        {
            _problem = error.Message;
        }
    }
}
