using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Reminders 30, 7 and 1 days before a sunset: none twice, none too late, one digest when there are many.</summary>
public abstract class SunsetReminders : InstallationTestBase
{
    private readonly KillSwitch _kill = new();

    protected override void More(IServiceCollection services) => services.AddSingleton<ISaveChangesInterceptor>(_kill);

    [Fact]
    public async Task Each_comes_at_its_instant_and_once()
    {
        var sunset = await EndingAsync(days: 40);
        foreach (var (days, count) in new[] { (30, 1), (7, 2), (1, 3) })
        {
            Scenario.Clock.Advance(sunset.AddDays(-days) - Scenario.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
            await RemindAsync();
            Assert.Equal(count - 1, (await RemindersAsync()).Count);
            Scenario.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await RemindAsync();
            await RemindAsync();
            Assert.Equal(count, (await RemindersAsync()).Count);
            Assert.Contains(days == 1 ? "ends in 1 day" : $"ends in {days} days", (await RemindersAsync())[^1].Title, StringComparison.Ordinal);
        }

        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        await RemindAsync();
        Assert.Equal(3, (await RemindersAsync()).Count);
    }

    [Fact]
    public async Task Those_before_the_announcement_and_those_slept_through_never_come()
    {
        var sunset = await EndingAsync(days: 5);
        await RemindAsync();
        Assert.Empty(await RemindersAsync());

        Scenario.Clock.Advance(sunset.AddHours(-1) - Scenario.Clock.GetUtcNow());
        await RemindAsync();
        Assert.Equal("Acme Alerts 1.0.0, which you run, ends in 1 day", Assert.Single(await RemindersAsync()).Title);
    }

    [Fact]
    public async Task Portal_that_was_off_sends_the_last_one_alone()
    {
        var sunset = await EndingAsync(days: 40);
        Scenario.Clock.Advance(sunset.AddDays(-3) - Scenario.Clock.GetUtcNow());

        await RemindAsync();
        await RemindAsync();

        Assert.Contains("ends in 7 days", Assert.Single(await RemindersAsync()).Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_upgraded_is_left_alone()
    {
        var sunset = await EndingAsync(days: 40);
        var number = await Scenario.QueryAsync(db => db.Set<Installation>().Select(installation => installation.Number).SingleAsync());
        Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0"));
        await Bench.WorkAsync();

        Scenario.Clock.Advance(sunset.AddDays(-7) - Scenario.Clock.GetUtcNow());
        await RemindAsync();

        Assert.Empty(await RemindersAsync());
    }

    [Theory]
    [InlineData(4, 5, 0)]
    [InlineData(5, 0, 1)]
    public async Task More_than_five_on_a_day_are_one_digest(int more, int single, int digests)
    {
        var sunset = await EndingAsync(days: 40, more);
        Scenario.Clock.Advance(sunset.AddDays(-30) - Scenario.Clock.GetUtcNow());

        await RemindAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(1));
        await RemindAsync();

        var reminders = await RemindersAsync();
        Assert.Equal(single, reminders.Count(one => one.Title.Contains("ends in 30 days", StringComparison.Ordinal)));
        Assert.Equal(digests, reminders.Count(one => one.Title == "6 versions that you run end soon"));
        Assert.Equal(single + digests, reminders.Count);
    }

    [Fact]
    public async Task Two_nodes_at_once_send_each_once()
    {
        var sunset = await EndingAsync(days: 40);
        foreach (var (index, days) in ReminderRule.DaysBefore.Index())
        {
            Scenario.Clock.Advance(sunset.AddDays(-days) - Scenario.Clock.GetUtcNow());
            await AtOnceAsync(Once, Once, Once, Once);
            Assert.Equal(index + 1, (await RemindersAsync()).Count);
        }

        async Task<bool> Once()
        {
            await RemindAsync();
            return true;
        }
    }

    [Fact]
    public async Task Kill_at_any_step_sends_each_once()
    {
        var sunset = await EndingAsync(days: 40);
        foreach (var days in ReminderRule.DaysBefore)
        {
            Scenario.Clock.Advance(sunset.AddDays(-days) - Scenario.Clock.GetUtcNow());
            for (var step = 1; ; step++)
            {
                _kill.KillAt(step);
                await Record.ExceptionAsync(RemindAsync);
                if (!_kill.Restart())
                {
                    break;
                }

                Assert.True((await RemindersAsync()).Count <= Sent(days), $"Killed at step {step}.");
            }

            Assert.Equal(Sent(days), (await RemindersAsync()).Count);
        }

        static int Sent(int days) => ReminderRule.DaysBefore.TakeWhile(one => one != days).Count() + 1;
    }

    [Fact]
    public async Task Announcement_killed_at_any_step_notifies_once()
    {
        await Bench.InstalledAsync("1.0.0");
        await Bench.ReleaseAsync("1.1.0");
        var deprecation = Scenario.Done(await Bench.DeprecateAsync("1.0.0"));
        var announce = Scenario.Get<NotifyOfDeprecation>();
        for (var step = 1; ; step++)
        {
            _kill.KillAt(step);
            await Record.ExceptionAsync(() => announce.AnnounceAsync(deprecation.Id, CancellationToken.None));
            if (!_kill.Restart())
            {
                break;
            }
        }

        await AtOnceAsync(Once, Once);
        await Bench.WorkAsync();

        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<Notification>().CountAsync(one => one.Title.Contains("is deprecated"))));

        async Task<bool> Once()
        {
            await announce.AnnounceAsync(deprecation.Id, CancellationToken.None);
            return true;
        }
    }

    /// <summary>Gus runs 1.0.0 for globex and as many more organizations, and it ends.</summary>
    private async Task<DateTimeOffset> EndingAsync(int days, int organizations = 0)
    {
        await Bench.InstalledAsync("1.0.0");
        foreach (var customer in await Bench.CustomersAsync(organizations))
        {
            Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest(customer, Scenario.Id, Registry: null, "1.0.0", Consent: null, Scenario.Gus), CancellationToken.None));
        }

        await Bench.WorkAsync();
        await Bench.ReleaseAsync("1.1.0");
        // At noon, so that an hour before is the same day.
        var now = Scenario.Clock.GetUtcNow();
        var sunset = new DateTimeOffset(now.UtcDateTime.Date.AddDays(days).AddHours(12), TimeSpan.Zero);
        Scenario.Done(await Bench.DeprecateAsync("1.0.0", sunset));
        await Bench.WorkAsync();
        return sunset;
    }

    private Task RemindAsync() => Scenario.Get<RemindOfSunsets>().RunAsync(CancellationToken.None);

    private Task<List<Notification>> RemindersAsync() => Scenario.QueryAsync(db => db.Set<Notification>().AsNoTracking()
        .Where(one => one.UserId == Scenario.Gus.UserId && (one.Title.Contains("ends in") || one.Title.Contains("end soon")))
        .OrderBy(one => one.CreatedAt)
        .ToListAsync());
}

public sealed class SunsetRemindersOnSqlite : SunsetReminders;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SunsetRemindersOnPostgreSql : SunsetReminders
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}
