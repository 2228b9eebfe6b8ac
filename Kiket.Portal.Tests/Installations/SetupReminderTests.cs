using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Secrets that nobody enters, and settings from before.</summary>
public sealed class SetupReminderTests : InstallationTestBase
{
    private const string Asks = """
          configuration:
            TOKEN: { type: string, secret: true, required: true, label: Token }
            SHARED: { type: string, secret: true, scope: extension, label: Shared key }
            channel: { type: string, required: true, label: Channel }
            limit: { type: integer, min: 1, label: Limit }

        """;

    [Theory]
    [InlineData(null, 1)]
    [InlineData("alerts-token-7f3a9b21", 0)]
    public async Task Missing_secrets_are_reminded_of_once_after_a_day(string? token, int reminders)
    {
        await Bench.ReleaseAsync("1.0.1", Asks);
        await Bench.InstalledAsync("1.0.1", configuration: [("channel", "#ops"), ("TOKEN", token)]);

        Scenario.Clock.Advance(Installation.ReminderTime - TimeSpan.FromTicks(1));
        await RemindAsync();
        Assert.Empty(await RemindersAsync());
        Scenario.Clock.Advance(TimeSpan.FromTicks(1));
        await RemindAsync();
        Scenario.Clock.Advance(Installation.ReminderTime);
        await RemindAsync();

        var told = await RemindersAsync();
        Assert.Equal(reminders, told.Count);
        Assert.All(told, one => Assert.Equal("Acme Alerts still needs a secret", one.Title));
        Assert.All(told, one => Assert.Contains("Until you enter Token,", one.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_of_an_uninstalled_extension_are_offered_for_thirty_days_as_far_as_they_still_fit()
    {
        await Bench.ReleaseAsync("1.0.1", Asks);
        var number = await Bench.InstalledAsync("1.0.1", configuration: [("channel", "#ops"), ("limit", "30"), ("TOKEN", "alerts-token-7f3a9b21")]);
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
        await Bench.ReleaseAsync("1.0.2", Asks.Replace("min: 1", "max: 10", StringComparison.Ordinal));

        var former = await FormerAsync(number);
        Assert.Equal([("channel", "#ops")], former!.Values.Select(value => (value.Key, value.Value)));
        Scenario.Clock.Advance(Departure.RetentionTime);
        Assert.Null(await FormerAsync(number));
    }

    [Fact]
    public async Task Data_that_was_deleted_at_once_is_not_offered()
    {
        await Bench.ReleaseAsync("1.0.1", Asks);
        var number = await Bench.InstalledAsync("1.0.1", configuration: [("channel", "#ops")]);
        Assert.True((await Bench.UninstallAsync(number, DepartureData.DeleteNow)).Succeeded);
        await Bench.WorkAsync();

        Assert.Null(await FormerAsync(number));
    }

    [Fact]
    public async Task Shared_secret_of_who_has_installed_it_again_outlives_the_data_of_before()
    {
        await Bench.ReleaseAsync("1.0.1", Asks);
        var before = await Bench.InstalledAsync("1.0.1", configuration: [("channel", "#ops")]);
        Assert.True((await Bench.UninstallAsync(before)).Succeeded);
        await Bench.WorkAsync();
        var again = await Bench.InstalledAsync("1.0.1", configuration: [("channel", "#ops"), ("SHARED", "shared-key-7f3a9b21")]);

        Scenario.Clock.Advance(Departure.RetentionTime);
        await Scenario.Get<SweepDepartures>().RunAsync(CancellationToken.None);

        var setup = Scenario.Done(await Scenario.Get<SetupQueries>().FindAsync(again, organizationId: null, Scenario.Gus, CancellationToken.None));
        Assert.Equal("9b21", setup.Values.Find("SHARED")?.LastFour);
        Assert.Equal("#ops", setup.Values.Find("channel")?.Text);
    }

    private Task RemindAsync() => Scenario.Get<RemindOfSecrets>().RunAsync(CancellationToken.None);

    private Task<List<Notification>> RemindersAsync() => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.Key.StartsWith("installation.secrets_missing"))
        .ToListAsync());

    private async Task<FormerSettings?> FormerAsync(long number)
    {
        var gone = (await Bench.FindAsync(number)).Installation;
        var newest = await Scenario.QueryAsync(async db => TargetRules.Newest(
            await UpgradeFacts.ReadAsync(db, gone.ExtensionKey, CancellationToken.None), Scenario.Clock.GetUtcNow())!.Release.Id);
        var setup = Scenario.Get<SetupQueries>();
        return await setup.FormerAsync(gone.OrganizationId, gone.ExtensionKey, await setup.FormAsync(newest, CancellationToken.None), CancellationToken.None);
    }
}
