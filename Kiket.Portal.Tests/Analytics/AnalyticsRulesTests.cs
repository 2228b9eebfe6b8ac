using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Tokens;

namespace Kiket.Portal.Tests.Analytics;

public sealed class AnalyticsRulesTests
{
    [Theory]
    [InlineData("https://Portal.example/", "portal.example")]
    [InlineData("https://portal.example:8443/", null)]
    [InlineData("http://portal.example/", null)]
    [InlineData("https://10.0.0.5/", null)]
    [InlineData("https://localhost/", null)]
    [InlineData(null, null)]
    public void Only_a_portal_that_the_edge_can_reach_is_let_through(string? portal, string? host) =>
        Assert.Equal(host, GiveContainersTokens.HostOf(portal is null ? null : new Uri(portal)));

    [Theory]
    [InlineData("Asia/Kolkata", "2026-11-30", "2026-11-29T18:30Z", "2026-11-30T18:15Z", 96)]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", "2026-10-25T22:45Z", 100)]
    [InlineData("Europe/Berlin", "2027-03-28", "2027-03-27T23:00Z", "2027-03-28T21:45Z", 92)]
    [InlineData("UTC", "2026-11-30", "2026-11-30T00:00Z", "2026-11-30T23:45Z", 96)]
    public void A_local_day_has_its_slots(string zone, string day, string first, string last, int count)
    {
        var slots = Slot.OfDay(TimeZoneInfo.FindSystemTimeZoneById(zone), DateOnly.Parse(day, null));

        Assert.Equal(DateTimeOffset.Parse(first, null), Slot.Start(slots.From));
        Assert.Equal(DateTimeOffset.Parse(last, null), Slot.Start(slots.Until - 1));
        Assert.Equal(count, slots.Count);
    }

    [Fact]
    public void The_last_millisecond_of_a_slot_belongs_to_it()
    {
        var start = new DateTimeOffset(2026, 11, 30, 14, 15, 0, TimeSpan.Zero);

        Assert.Equal(Slot.Of(start), Slot.Of(start.AddMinutes(15).AddMilliseconds(-1)));
        Assert.Equal(Slot.Of(start) + 1, Slot.Of(start.AddMinutes(15)));
        Assert.Equal(new DateOnly(2026, 11, 30), Slot.Day(Slot.Of(start)));
    }

    [Theory]
    [InlineData(30, 1_000, 50, 10_000, true)]
    [InlineData(15, 1_000, 50, 10_000, true)]
    [InlineData(12, 1_000, 50, 10_000, false)]
    [InlineData(3, 40, 50, 10_000, false)]
    [InlineData(10, 200, 5, 200, false)]
    [InlineData(80, 1_000, 500, 10_000, false)]
    [InlineData(99, 99, 50, 10_000, false)]
    [InlineData(9, 100, 0, 10_000, false)]
    [InlineData(10, 100, 0, 10_000, true)]
    [InlineData(500, 1_000, 0, 0, false)]
    public void An_alert_needs_clearly_more_errors_than_before(long errors, long calls, long errorsBefore, long callsBefore, bool alerts) =>
        Assert.Equal(alerts, AlertRule.IsWorse(new ErrorCount(calls, errors), new ErrorCount(callsBefore, errorsBefore)));

    [Fact]
    public void The_bounds_are_Wilsons()
    {
        Assert.Equal(0.659, AlertRule.Upper(new ErrorCount(10_000, 50)) * 100, 3);
        Assert.Equal(0.911, AlertRule.Lower(new ErrorCount(1_000, 15)) * 100, 3);
    }

    [Fact]
    public void Active_installations_follow_what_happened()
    {
        var day = new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);
        Guid[] all = [.. Enumerable.Range(0, 43).Select(_ => Guid.NewGuid())];
        List<InstallationEvent> events = [.. all[..40].Select(id => new InstallationEvent(id, InstallationEventKind.Installed, "1.0.0", day.AddHours(-1)))];
        events.AddRange(all[40..].Select(id => new InstallationEvent(id, InstallationEventKind.Installed, "1.1.0", day.AddHours(3))));
        events.AddRange(all[..2].Select(id => new InstallationEvent(id, InstallationEventKind.Uninstalled, "1.0.0", day.AddHours(23.99))));
        events.Add(new InstallationEvent(all[5], InstallationEventKind.Upgraded, "1.1.0", day.AddHours(4)));

        var days = ActiveCounts.Of(events.OrderByDescending(one => one.Installation));

        Assert.Equal(2, days.Count);
        Assert.Equal((40, 40, 0), (days[0].ActiveInstallations, days[0].Installed, days[0].Uninstalled));
        Assert.Equal((41, 3, 2, 1), (days[1].ActiveInstallations, days[1].Installed, days[1].Uninstalled, days[1].Net));
        Assert.Equal((37, 4), (days[1].Active["1.0.0"], days[1].Active["1.1.0"]));
    }

    [Fact]
    public void An_event_that_comes_twice_counts_once()
    {
        var (id, at) = (Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        InstallationEvent Happened(InstallationEventKind kind, int hours) => new(id, kind, "1.0.0", at.AddHours(hours));

        var day = Assert.Single(ActiveCounts.Of(
        [
            Happened(InstallationEventKind.Installed, 1), Happened(InstallationEventKind.Installed, 1),
            Happened(InstallationEventKind.Uninstalled, 2), Happened(InstallationEventKind.Uninstalled, 2),
        ]));

        Assert.Equal((0, 1, 1), (day.ActiveInstallations, day.Installed, day.Uninstalled));
    }

    [Theory]
    [InlineData(0, "Fewer than 10")]
    [InlineData(9, "Fewer than 10")]
    [InlineData(10, "10+")]
    [InlineData(49, "10+")]
    [InlineData(50, "50+")]
    [InlineData(100, "100+")]
    [InlineData(499, "100+")]
    [InlineData(500, "500+")]
    [InlineData(1_000, "1,000+")]
    [InlineData(5_000, "5,000+")]
    [InlineData(int.MaxValue, "1,000,000,000+")]
    public void Everybody_reads_a_band_and_no_number(int active, string label) => Assert.Equal(label, InstallBand.Label(InstallBand.Of(active)));
}
