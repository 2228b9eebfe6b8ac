using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The pages that change credentials, on a phone and a desk, light and dark: usable by everybody.</summary>
public sealed class AccountLooks(Browser browser) : Journey
{
    private static readonly (int Width, ColorScheme Scheme)[] Seen = [(1280, ColorScheme.Dark), (360, ColorScheme.Light)];

    [Fact]
    public async Task The_account_pages_have_no_barriers()
    {
        var clock = new MovedClock();
        await using var portal = await PortalServer.StartAsync(
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)),
            [("Demo:Enabled", "false"), .. MailRecorder.Settings]);
        var ana = await portal.AddUserAsync("ana@example.com", confirmed: true, name: "Ana Diaz");
        await using var visit = await browser.VisitAsync(portal, new() { ViewportSize = new() { Width = 360, Height = 900 } });
        await visit.OpenAsync("/account/login");
        await visit.Page.GetByLabel("E-mail address").FillAsync("ana@example.com");
        await visit.Page.GetByLabel("Password").FillAsync(AccountForms.Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Password")).ToHaveCountAsync(0);

        await LookAsync(visit, "two-factor");
        await LookAsync(visit, "email");
        await LookAsync(visit, "delete");
        await AskForCodesAsync(portal, ana.Id);
        clock.Advance(RecentProof.Lifetime);
        await LookAsync(visit, "confirm?refused=true");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Confirm it's you" })).ToBeVisibleAsync();
        Assert.Empty(visit.PolicyViolations);
    }

    /// <summary>Past Identity, which would end the sign-in with it.</summary>
    private static async Task AskForCodesAsync(PortalServer portal, Guid id)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        await db.Set<PortalUser>().Where(user => user.Id == id).ExecuteUpdateAsync(set => set.SetProperty(user => user.TwoFactorEnabled, true));
    }

    private static async Task LookAsync(Visit visit, string page)
    {
        await visit.OpenAsync($"/account/{page}");
        foreach (var (width, scheme) in Seen)
        {
            Assert.Empty(await visit.LookAsync(width, scheme, $"account-{page.Split('?')[0]}"));
        }

        Assert.Empty(await visit.HiddenFocusAsync(page));
    }
}
