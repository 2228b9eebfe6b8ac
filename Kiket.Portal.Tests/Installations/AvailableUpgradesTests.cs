using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>The list that several installations are upgraded from.</summary>
public sealed class AvailableUpgradesTests : InstallationTestBase
{
    [Fact]
    public async Task Highest_version_is_offered_beside_the_highest_that_needs_nobodys_consent()
    {
        var number = await Bench.InstalledAsync();
        Assert.Empty(await ReadAsync());
        await Bench.ReleaseAsync("1.1.0");
        await Bench.ReleaseAsync("1.2.0", wider: true);

        var upgrade = Assert.Single(await ReadAsync());

        Assert.Equal((number, "1.0.0", "Acme Alerts"), (upgrade.Installation.Number, upgrade.Version, upgrade.Name));
        Assert.Equal([("1.2.0", true), ("1.1.0", false)], upgrade.Targets.Select(target => (target.Version, target.NeedsConsent)));
        Assert.Equal("1.1.0", upgrade.Free!.Version);
        Assert.True(upgrade.IsRecommended);
        // The hash is the one that an upgrade asks for.
        Assert.Equal(Scenario.Done(await Bench.UpgradeAsync(number, "1.2.0")).Missing!.Difference.Hash, upgrade.Targets[0].Difference.Hash);
    }

    [Theory]
    [InlineData(UpgradeMode.Manual, false, true)]
    [InlineData(UpgradeMode.Manual, true, false)]
    [InlineData(UpgradeMode.Minor, false, false)]
    public async Task What_comes_by_itself_or_is_pinned_is_left_to_the_person(UpgradeMode mode, bool isPinned, bool isRecommended)
    {
        await Bench.InstalledAsync(policy: new InstallationPolicy { Mode = mode, Pinned = isPinned });
        await Bench.ReleaseAsync("1.1.0");

        var upgrade = Assert.Single(await ReadAsync());

        Assert.Equal((isRecommended, mode == UpgradeMode.Minor), (upgrade.IsRecommended, upgrade.Free!.IsAutomatic));
    }

    [Fact]
    public async Task Setting_that_the_new_version_must_know_is_named()
    {
        await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0", "  configuration:\n    channel: { type: string, required: true, label: Channel }\n");

        var target = Assert.Single(Assert.Single(await ReadAsync()).Targets);

        Assert.True(target.NeedsConsent);
        Assert.Equal("Channel", Assert.Single(target.Needed).Label);
    }

    private async Task<IReadOnlyList<AvailableUpgrade>> ReadAsync() => await Scenario.Get<UpgradeQueries>().ForOrganizationAsync(
        await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync()), CancellationToken.None);
}
