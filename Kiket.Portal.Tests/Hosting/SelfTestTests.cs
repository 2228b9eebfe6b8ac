using Kiket.Portal.Audit;
using Kiket.Portal.Containers;
using Kiket.Portal.Hosting;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Hosting;

/// <summary>What a self-test means, without running one.</summary>
public sealed class SelfTestTests : ScenarioTests
{
    private static readonly EngineState Podman = new("podman", "4.3.1", 2, 4096, []);

    private static readonly LeakAttempt[] Held =
        [.. Enumerable.Range(1, LeakProbe.Least).Select(number => new LeakAttempt($"Attempt {number}", false, "Refused"))];

    private HostingQueries Queries => Scenario.Get<HostingQueries>();

    private RequestSelfTest Request => Scenario.Get<RequestSelfTest>();

    [Fact]
    public void Only_enough_attempts_that_were_held_and_counted_switch_hosting_on()
    {
        Assert.Empty(RunSelfTest.Judge(Held, 0, blocked: true));
        Assert.Contains("1 of 61", Assert.Single(RunSelfTest.Judge([.. Held, new("Out", true, "Connected")], 0, true)), StringComparison.Ordinal);
        Assert.Contains("shows nothing", Assert.Single(RunSelfTest.Judge(Held[1..], 0, true)), StringComparison.Ordinal);
        Assert.Contains("shows nothing", Assert.Single(RunSelfTest.Judge([], 0, true)), StringComparison.Ordinal);
        Assert.Contains("1 of 61 attempts failed", Assert.Single(RunSelfTest.Judge(
            [.. Held, new("Away", false, "Failed") { IsUnclear = true }], 0, true)), StringComparison.Ordinal);
        Assert.Contains("ended with 137", Assert.Single(RunSelfTest.Judge(Held, 137, true)), StringComparison.Ordinal);
        Assert.Contains("counted no call", Assert.Single(RunSelfTest.Judge(Held, 0, blocked: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_runs_is_not_started_again_until_it_must_be_dead()
    {
        var (test, now) = (SelfTest.Request("Olu", Scenario.Clock.GetUtcNow()), Scenario.Clock.GetUtcNow());

        Assert.True(test.Start(now));
        Assert.False(test.Start(now + SelfTest.Limit));
        Assert.True(test.Start(now + SelfTest.Limit + TimeSpan.FromSeconds(1)));
        // The only process is known to be gone.
        test.WaitAgain();
        Assert.True(test.Start(now));
        test.Finish(new SelfTestOutcome(Podman, Held, []), now);
        Assert.False(test.Start(now + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void A_test_that_shows_nothing_is_run_again_with_pauses_and_one_that_leaked_is_not()
    {
        var now = Scenario.Clock.GetUtcNow();
        var (slow, cut, leaked) = (SelfTest.Request(null, now), SelfTest.Request(null, now), SelfTest.Request(null, now));
        slow.Finish(new SelfTestOutcome(Podman, [], ["The engine didn't respond within 10 s."]), now);
        // The edge died in the middle of it.
        var unclear = new SelfTestOutcome(Podman, [.. Held, new("Away", false, "Failed") { IsUnclear = true }], ["1 of 61 attempts failed."]);
        cut.Finish(unclear, now);
        leaked.Finish(new SelfTestOutcome(Podman, [.. Held, new("Out", true, "Connected")], ["1 of 61 attempts succeeded."]), now);

        Assert.False(slow.IsDueAgain(1, now.AddSeconds(4)));
        Assert.True(slow.IsDueAgain(1, now.AddSeconds(5)));
        Assert.False(slow.IsDueAgain(3, now.AddSeconds(19)));
        Assert.True(slow.IsDueAgain(3, now.AddSeconds(20)));
        Assert.True(slow.IsDueAgain(50, now.AddMinutes(10)));
        Assert.True(cut.IsDueAgain(1, now.AddSeconds(5)));
        Assert.True(unclear.ShowsNothing);
        Assert.False(leaked.IsDueAgain(1, now.AddDays(1)));
    }

    [Fact]
    public async Task Before_any_report_hosting_is_off_and_the_reason_is_given()
    {
        var state = await StateAsync();

        Assert.False(state.IsOn);
        Assert.Contains("No process that runs containers", Assert.Single(state.Reasons), StringComparison.Ordinal);
        Assert.Equal("hosting_without_engine", (await Request.RunAsync(Scenario.Olu, CancellationToken.None)).Error?.Code);
    }

    [Fact]
    public async Task The_last_test_decides()
    {
        await AddAsync(test => test.Finish(new SelfTestOutcome(Podman, Held, []), Scenario.Clock.GetUtcNow()));
        Assert.True((await StateAsync()).IsOn);

        await AddAsync(test => test.Finish(new SelfTestOutcome(Podman, [], ["It leaks."]), Scenario.Clock.GetUtcNow()));
        Assert.Equal(["It leaks."], (await StateAsync()).Reasons);

        await AddAsync(SelfTest.SwitchedOff(NoEngine.Reason, Scenario.Clock.GetUtcNow()));
        Assert.Equal((false, false), ((await StateAsync()).IsOn, (await StateAsync()).HasEngine));
    }

    [Fact]
    public async Task An_operator_has_it_run_again_once_at_a_time_and_that_is_recorded()
    {
        await AddAsync(test => test.Finish(new SelfTestOutcome(Podman, Held, []), Scenario.Clock.GetUtcNow()));

        Assert.True((await Request.RunAsync(Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal("self_test_pending", (await Request.RunAsync(Scenario.Olu, CancellationToken.None)).Error?.Code);

        var state = await StateAsync();
        Assert.True(state.IsOn); // the result of the last one holds until there is another
        Assert.Equal((SelfTestState.Waiting, Scenario.Olu.Name), (state.Pending!.State, state.Pending.RequestedByName));
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "hosting.self_test_requested"));
        Assert.Equal((Scenario.Olu.UserId, state.Pending.Id.ToString()), (entry.ActorId, entry.SubjectId));
    }

    [Fact]
    public async Task Only_operators_see_it_and_run_it()
    {
        Assert.False((await Queries.GetAsync(Scenario.Rita, CancellationToken.None)).Succeeded);
        Assert.Equal("not_found", (await Queries.GetAsync(Scenario.Gus, CancellationToken.None)).Error?.Code);
        Assert.Equal("not_found", (await Request.RunAsync(Scenario.Gus, CancellationToken.None)).Error?.Code);
    }

    private async Task<HostingState> StateAsync() => (await Queries.GetAsync(Scenario.Olu, CancellationToken.None)).Value;

    private Task AddAsync(Action<SelfTest> finish)
    {
        var test = SelfTest.Request(null, Scenario.Clock.GetUtcNow());
        finish(test);
        return AddAsync(test);
    }

    private async Task AddAsync(SelfTest test)
    {
        await using var db = await Scenario.Database.OpenAsync();
        db.Add(test);
        await db.SaveChangesAsync();
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
    }
}
