using Bunit;
using Kiket.Portal.Components.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Installations;

/// <summary>The hours in which upgrades may start.</summary>
public sealed class WindowFieldsTests : PortalContext
{
    private UpgradeWindow? _window;

    [Fact]
    public void Window_begins_in_the_readers_own_zone_and_says_when_it_opens_next()
    {
        JSInterop.Setup<string>("kpTimeZone").SetResult("Europe/Berlin");
        var fields = Open(null);

        fields.Find("input[type=checkbox]").Change(true);

        Assert.Equal("Sat, Sun 02:00–05:00 (Europe/Berlin)", _window!.ToString());
        fields.Render(set => set.Add(part => part.Value, _window));
        // The clock stands at Monday, 2 March 2026.
        Assert.Equal("2026-03-07T01:00:00Z", fields.Find("time").GetAttribute("datetime"));
        Assert.Contains("When the clocks are set, it keeps its local time", fields.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mars/Olympus", 1, "05:00", "This time zone is unknown.")]
    [InlineData("UTC", 0, "05:00", "Choose at least one day")]
    [InlineData("UTC", 1, "02:00", "The window ends when it begins.")]
    public void What_is_wrong_is_said_beside_its_field(string zone, int days, string to, string problem)
    {
        var fields = Open(new UpgradeWindow(
            zone, [.. Enumerable.Repeat(DayOfWeek.Monday, days)], new TimeOnly(2, 0), TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Contains(problem, fields.Find(".kp-field-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(fields.FindAll("time"));
    }

    [Fact]
    public void Days_are_chosen_one_by_one_and_taking_the_window_away_leaves_none()
    {
        var fields = Open(new UpgradeWindow("UTC", [DayOfWeek.Saturday], new TimeOnly(23, 0), new TimeOnly(4, 0)));
        Assert.Contains("It ends on the next day.", fields.Markup, StringComparison.Ordinal);

        fields.FindAll(".kp-check-card input")[0].Change(true);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Saturday], _window!.Days);

        fields.Find("input[type=checkbox]").Change(false);
        Assert.Null(_window);
    }

    private IRenderedComponent<WindowFields> Open(UpgradeWindow? window)
    {
        _window = window;
        Services.AddSingleton<TimeProvider>(new FakeClock());
        RenderProviders();
        return Render<WindowFields>(set => set
            .Add(part => part.Id, "window").Add(part => part.Value, window).Add(part => part.ValueChanged, changed => _window = changed));
    }
}
