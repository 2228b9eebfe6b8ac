using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Notifications;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Components.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Notifications;

public sealed class NotificationsPageTests : PeopleContext
{
    private Actor _ana = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _ana = await Database.AddPersonAsync("ana");
        SignIn(_ana);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        await NotifyAsync(NotificationKind.Submission, "Started", "/orgs/acme/extensions/submissions/1");
        await NotifyAsync(NotificationKind.Submission, "Approved", "/orgs/acme/extensions/submissions/1#reply");
        await NotifyAsync(NotificationKind.Release, "Upgraded", "/orgs/globex/extensions/installed/1");
        await NotifyAsync(NotificationKind.Review, "Waits", "/review");
        await Services.GetRequiredService<MarkNotificationsRead>().VisitAsync(_ana.UserId, "/review/", CancellationToken.None);
    }

    [Fact]
    public void Several_about_the_same_thing_are_one_line_that_opens_into_all()
    {
        var page = Open();
        var line = page.FindAll("ul.notifications > li").Single(item => item.TextContent.Contains("Approved", StringComparison.Ordinal));
        Assert.DoesNotContain("Started", page.Markup, StringComparison.Ordinal);
        var all = line.QuerySelectorAll("a")[^1];
        Assert.Equal("2 notices about this", all.TextContent);

        page = Open(new Uri("https://x" + all.GetAttribute("href")).Query);

        Assert.Equal(["Approved", "Started"], Titles(page));
    }

    [Theory]
    [InlineData("", "Approved Upgraded Waits")]
    [InlineData("?unread=1", "Approved Upgraded")]
    [InlineData("?kind=Release", "Upgraded")]
    [InlineData("?org=acme", "Approved")]
    [InlineData("?org=-", "Waits")]
    [InlineData("?kind=Nonsense&org=&unread=", "Approved Upgraded Waits")]
    [InlineData("?kind=99", "Approved Upgraded Waits")]
    [InlineData("?org=nowhere", "")]
    public void The_filter_is_in_the_address(string query, string titles) =>
        Assert.Equal(titles, string.Join(' ', Titles(Open(query)).Order(StringComparer.Ordinal)));

    [Fact]
    public async Task Each_choice_is_saved_as_it_is_made()
    {
        JSInterop.Setup<string>("kpTimeZone").SetResult("Europe/Berlin");
        var page = Open();
        Assert.Contains("You can't switch these off", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("Europe/Berlin", page.Find("#digest-zone").GetAttribute("value")));

        await page.Find("select[aria-label='Releases, upgrades and deprecations by e-mail']").ChangeAsync(new() { Value = "Weekly" });
        await page.Find("select[aria-label='Work for reviewers by e-mail']").ChangeAsync(new() { Value = "" });
        await page.Find("#digest-hour").ChangeAsync(new() { Value = "17" });
        await page.Find("#digest-day").ChangeAsync(new() { Value = "5" });

        var queries = Services.GetRequiredService<NotificationQueries>();
        var choices = (await queries.ChoicesAsync(_ana.UserId, CancellationToken.None)).ToDictionary(choice => choice.Kind);
        Assert.Equal(new(NotificationKind.Release, InApp: true, Mail: true, MailFrequency.Weekly), choices[NotificationKind.Release]);
        Assert.False(choices[NotificationKind.Review].Mail);
        Assert.Equal(new NotificationChoice(NotificationKind.Billing, InApp: true, Mail: true), choices[NotificationKind.Billing]);
        Assert.Equal(new DigestTimes("Europe/Berlin", 17, DayOfWeek.Friday), await queries.TimesAsync(_ana.UserId, CancellationToken.None));
    }

    [Fact]
    public async Task A_zone_that_is_none_is_pointed_out_and_not_saved()
    {
        var page = Open();

        await page.Find("#digest-zone").InputAsync(new() { Value = "Europe/Atlantis" });

        page.WaitForAssertion(() => Assert.Contains("This time zone is unknown", page.Find("#digest-zone-error").TextContent, StringComparison.Ordinal));
        Assert.Null(await Services.GetRequiredService<NotificationQueries>().TimesAsync(_ana.UserId, CancellationToken.None));
    }

    private IRenderedComponent<NotificationsPage> Open(string query = "")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/account/notifications" + query);
        var page = Render<NotificationsPage>();
        page.WaitForElement("#preferences");
        return page;
    }

    private static IEnumerable<string> Titles(IRenderedComponent<NotificationsPage> page) =>
        page.FindAll("ul.notifications > li > a").Select(link => link.TextContent);

    private async Task NotifyAsync(NotificationKind kind, string title, string link)
    {
        await using var db = await Database.OpenAsync();
        await Services.GetRequiredService<NotifyPeople>()
            .AddAsync(db, [_ana.UserId], new(kind, "test", title, title, "Look at it.", link), CancellationToken.None);
        await db.SaveChangesAsync();
    }
}
