using Bunit;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Shared;

public sealed class PartsTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 12, 14, 5, 0, TimeSpan.Zero);

    public PartsTests() => Services.AddSingleton(TimeProvider.System);

    [Theory]
    [InlineData(3, "just now")]
    [InlineData(-3, "just now")]
    [InlineData(45, "1 min ago")]
    [InlineData(180, "3 min ago")]
    [InlineData(7200, "2 h ago")]
    [InlineData(-7200, "in 2 h")]
    [InlineData(3 * 86400, "3 d ago")]
    [InlineData(40 * 86400, "31 Jan 2026")]
    public void Time_is_told_by_its_distance(int secondsAgo, string expected) =>
        Assert.Equal(expected, TimeAgo.Tell(Now.AddSeconds(-secondsAgo), Now));

    [Fact]
    public void The_exact_instant_is_there_for_people_and_for_programs()
    {
        var time = Render<TimeAgo>(set => set.Add(part => part.At, new DateTimeOffset(2026, 3, 12, 16, 5, 0, TimeSpan.FromHours(2)))).Find("time");

        Assert.Equal("2026-03-12T14:05:00Z", time.GetAttribute("datetime"));
        Assert.Equal("12 March 2026, 14:05:00 UTC", time.GetAttribute("title"));
    }

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 3, "1 2 3")]
    [InlineData(4, 12, "1 2 3 4 5 … 12")]
    [InlineData(6, 12, "1 … 5 6 7 … 12")]
    [InlineData(12, 12, "1 … 11 12")]
    [InlineData(900, 3, "1 2 3")]
    public void The_pager_shows_the_ends_and_the_neighbours(int number, int count, string expected)
    {
        var pager = Render<Pager>(set => set
            .Add(part => part.Number, number)
            .Add(part => part.PageCount, count)
            .Add(part => part.Address, page => $"/x?page={page}"));

        var shown = pager.FindAll("a[aria-label], .kp-pager-gap").Select(element => element.TextContent);
        Assert.Equal(expected, string.Join(' ', shown));
    }

    [Fact]
    public void The_pager_says_which_page_is_shown_and_has_no_next_at_the_end()
    {
        var pager = Render<Pager>(set => set.Add(part => part.Number, 3).Add(part => part.PageCount, 3).Add(part => part.Address, page => $"/x?page={page}"));

        Assert.Equal("3", pager.Find("[aria-current='page']").TextContent);
        Assert.Equal("/x?page=2", pager.Find("a[rel='prev']").GetAttribute("href"));
        Assert.Empty(pager.FindAll("a[rel='next']"));
    }

    [Fact]
    public void Exactly_the_shown_tab_is_current()
    {
        var bar = Render<TabBar>(set => set
            .Add(part => part.Tabs, [new("Overview", "/m/a"), new("Versions", "/m/a/versions", 14)])
            .Add(part => part.Current, "/m/a/versions")
            .Add(part => part.Label, "Slack"));

        Assert.Equal("/m/a/versions", bar.Find("[aria-current='page']").GetAttribute("href"));
    }

    [Fact]
    public void An_icon_is_drawn_alike_every_time_and_differently_for_others()
    {
        Assert.Equal(IconDrawing.Of("dev.kiket.ext.slack"), IconDrawing.Of("dev.kiket.ext.slack"));
        Assert.True(Enumerable.Range(0, 200).Select(n => IconDrawing.Of($"ext.{n}")).DistinctBy(icon => (icon.Hue, icon.Front, icon.Back)).Count() > 180);
        Assert.Equal(IconDrawing.Hues, Enumerable.Range(0, 200).Select(n => IconDrawing.Of($"ext.{n}").Hue).Distinct().Count());
    }

    [Fact]
    public void An_icon_of_today_is_the_icon_of_tomorrow() =>
        // Pinned: drawn fallbacks are recognised by people, a change of the drawing changes every one of them.
        Assert.Equal((6, "M1 1m3 3h-3a3 3 0 0 1 3-3z"), (IconDrawing.Of("dev.kiket.ext.slack").Hue, IconDrawing.Of("dev.kiket.ext.slack").Front));

    [Theory]
    [InlineData("Ada Lovelace", "AL")]
    [InlineData("Mona", "M")]
    [InlineData("  ", "")]
    [InlineData("🦊 fox", "🦊F")]
    public void Initials_are_whole_letters(string name, string expected) => Assert.Equal(expected, Avatar.Initials(name));

    [Theory]
    [InlineData(0, 0, false, "Free")]
    [InlineData(0, 0, true, "Usage-based")]
    [InlineData(900, 500, false, "$14 / month")]
    [InlineData(950, 0, true, "$9.50 / month + usage")]
    public void A_price_is_one_total_per_month(int amount, int hosting, bool usage, string expected)
    {
        var price = Render<Price>(set => set
            .Add(part => part.Amount, new Money(amount))
            .Add(part => part.Hosting, new Money(hosting))
            .Add(part => part.UsageBased, usage));

        Assert.Equal(expected, string.Join(' ', price.Find(".kp-price").TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
    }
}
