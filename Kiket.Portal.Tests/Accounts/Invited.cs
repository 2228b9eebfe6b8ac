using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Invitations to Acme, of its owner Olga, in a running portal, and browsers that open them.</summary>
internal static class Invited
{
    public static async Task<InvitationLink> InviteAsync(this PortalServer portal, string email)
    {
        var olga = await portal.OlgaAsync();
        await portal.Services.GetRequiredService<CreateOrganization>().RunAsync("acme", "Acme", olga, CancellationToken.None);
        var invited = await portal.Services.GetRequiredService<InviteMember>()
            .RunAsync("acme", email, OrganizationRole.Member, olga, CancellationToken.None);
        Assert.True(invited.Succeeded, invited.Error?.Message);
        return invited.Value;
    }

    public static async Task WithdrawAsync(this PortalServer portal, InvitationLink invitation)
    {
        var withdrawn = await portal.Services.GetRequiredService<WithdrawInvitation>()
            .RunAsync("acme", invitation.Id, await portal.OlgaAsync(), CancellationToken.None);
        Assert.True(withdrawn.Succeeded, withdrawn.Error?.Message);
    }

    /// <summary>A browser in which somebody opened the link of an invitation.</summary>
    public static async Task<AccountForms> OpenAsync(this PortalServer portal, InvitationLink invitation)
    {
        var browser = new AccountForms(portal);
        await browser.SubmitAsync("/account/invitations", "open", new() { ["Link"] = $"https://market.test{invitation.Path}" });
        return browser;
    }

    private static async Task<Actor> OlgaAsync(this PortalServer portal)
    {
        await using (var scope = portal.Services.CreateAsyncScope())
        {
            if (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("olga@example.com") is { } known)
            {
                return new Actor(known.Id, known.DisplayName);
            }
        }

        var olga = await portal.AddUserAsync("olga@example.com", confirmed: true, name: "Olga");
        return new Actor(olga.Id, olga.DisplayName);
    }
}
