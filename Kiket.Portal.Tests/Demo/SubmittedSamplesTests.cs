using Kiket.Portal.Demo;
using Kiket.Portal.Tests.Submissions;

namespace Kiket.Portal.Tests.Demo;

public sealed class SubmittedSamplesTests : ScenarioTests
{
    [Fact]
    public async Task A_sample_has_the_state_of_its_newest_submission()
    {
        await Scenario.StartAsync();
        Assert.Empty(await ReadAsync());

        await Scenario.ListedAsync("1.0.0");
        Assert.Equal([("acme/alerts", "listed")], await ReadAsync());

        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        await Scenario.InReviewAsync("1.1.0");
        Assert.Equal([("acme/alerts", "waits for review")], await ReadAsync());
    }

    private Task<IEnumerable<(string, string)>> ReadAsync() => Scenario.QueryAsync(async db =>
        (await SubmittedSamples.ReadAsync(db, CancellationToken.None)).Select(sample => (sample.Key, sample.Value)));
}
