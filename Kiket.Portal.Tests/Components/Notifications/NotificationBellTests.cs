using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Notifications;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Components.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Notifications;

public sealed class NotificationBellTests : PeopleContext
{
    [Fact]
    public async Task It_counts_up_while_somebody_looks()
    {
        var ana = await Database.AddPersonAsync("ana");
        SignIn(ana);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var bell = Render<NotificationBell>();
        bell.WaitForAssertion(() => Assert.Contains("Notifications, none unread", bell.Markup, StringComparison.Ordinal));

        await NotifyAsync(ana);

        bell.WaitForAssertion(() => Assert.Contains("Notifications, 1 unread", bell.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Opened_it_tells_the_latest_and_one_that_is_followed_counts_as_read()
    {
        var ana = await Database.AddPersonAsync("ana");
        SignIn(ana);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        await NotifyAsync(ana);
        var bell = Render<NotificationBell>();
        bell.WaitForAssertion(() => Assert.Contains("Notifications, 1 unread", bell.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("One waits", bell.Markup, StringComparison.Ordinal);

        await bell.Find("details").TriggerEventAsync("ontoggle", EventArgs.Empty);
        var link = bell.WaitForElement("a.bell-item");
        Assert.Equal("/review", link.GetAttribute("href"));
        Assert.Equal("just now", link.QuerySelector("time")!.TextContent);
        await link.ClickAsync(new());

        bell.WaitForAssertion(() => Assert.Contains("Notifications, none unread", bell.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Visiting_the_page_that_notices_are_about_reads_them()
    {
        var ana = await Database.AddPersonAsync("ana");
        SignIn(ana);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        await NotifyAsync(ana);
        var bell = Render<NotificationBell>();
        bell.WaitForAssertion(() => Assert.Contains("Notifications, 1 unread", bell.Markup, StringComparison.Ordinal));

        Services.GetRequiredService<NavigationManager>().NavigateTo("/review?filter=mine");

        bell.WaitForAssertion(() => Assert.Contains("Notifications, none unread", bell.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_static_page_it_is_whole_without_being_opened()
    {
        var ana = await Database.AddPersonAsync("ana");
        SignIn(ana);
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        await NotifyAsync(ana);

        var bell = Render<NotificationBell>();

        bell.WaitForAssertion(() => Assert.Contains("Notifications, 1 unread", bell.Markup, StringComparison.Ordinal));
        Assert.Equal("/review", bell.Find("a.bell-item").GetAttribute("href"));
        Assert.Empty(bell.FindAll("button"));
    }

    private async Task NotifyAsync(Actor person)
    {
        var notify = Services.GetRequiredService<NotifyPeople>();
        await using var db = await Database.OpenAsync();
        await notify.AddAsync(
            db, [person.UserId], new(NotificationKind.Review, "review.asked", "1", "One waits", "Open the queue.", "/review"), CancellationToken.None);
        await db.SaveChangesAsync();
        await notify.PublishAsync([person.UserId]);
    }
}
