using Kiket.Portal.Installations.Rollouts;

namespace Kiket.Portal.Tests.Installations.Deciding;

/// <summary>Shares of 10, 50 and 100 percent, a day each, by the clock alone.</summary>
public sealed class ReleaseRolloutTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 1_000, 24)]
    [InlineData(24, -1, 1_000, 24)]
    [InlineData(24, 0, 5_000, 48)]
    [InlineData(48, -1, 5_000, 48)]
    [InlineData(48, 0, 10_000, null)]
    [InlineData(4800, 0, 10_000, null)]
    public void The_share_rises_every_day_to_the_instant(int hours, int ticks, int share, int? nextHours)
    {
        var stage = New().Stage(Start + TimeSpan.FromHours(hours) + TimeSpan.FromTicks(ticks));

        Assert.Equal(
            (share, false, nextHours is { } next ? Start + TimeSpan.FromHours(next) : (DateTimeOffset?)null),
            (stage.ShareBasisPoints, stage.IsHalted, stage.NextAt));
    }

    [Fact]
    public void Few_installations_get_it_at_once()
    {
        var stage = ReleaseRollout.Of(Guid.NewGuid(), Guid.NewGuid(), inSteps: false, Start).Stage(Start);

        Assert.Equal((10_000, (DateTimeOffset?)null), (stage.ShareBasisPoints, stage.NextAt));
    }

    [Fact]
    public void Paused_time_does_not_count()
    {
        var rollout = New();
        Assert.True(rollout.Pause("Wait.", At(23)).Succeeded);
        var paused = rollout.Stage(At(200));
        Assert.Equal((1_000, true, (DateTimeOffset?)null), (paused.ShareBasisPoints, paused.IsHalted, paused.NextAt));

        Assert.True(rollout.Resume("", At(123)).Succeeded);

        Assert.Equal(1_000, rollout.Stage(At(123)).ShareBasisPoints);
        Assert.Equal(At(124), rollout.Stage(At(123)).NextAt);
        Assert.Equal(5_000, rollout.Stage(At(124)).ShareBasisPoints);
    }

    [Fact]
    public void Jumping_goes_to_everyone_once()
    {
        var rollout = New();

        Assert.True(rollout.Complete("", At(1)).Succeeded);

        Assert.Equal(10_000, rollout.Stage(At(1)).ShareBasisPoints);
        Assert.Equal("rollout_complete", rollout.Complete("", At(2)).Error?.Code);
    }

    [Fact]
    public void Halted_rollouts_say_what_to_do()
    {
        var rollout = New();
        Assert.Equal("rollout_running", rollout.Resume("", At(1)).Error?.Code);
        rollout.Stop("3 of 9 failed.", At(1));

        Assert.Equal("rollout_halted", rollout.Pause("Wait.", At(2)).Error?.Code);
        Assert.Contains("3 of 9 failed.", rollout.Complete("", At(2)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal("reason_missing", rollout.Resume("", At(2)).Error?.Code);
        Assert.True(rollout.Resume("Their server was down.", At(2)).Succeeded);
        Assert.Equal(At(2), rollout.FailuresCountSince);
    }

    private static DateTimeOffset At(int hours) => Start + TimeSpan.FromHours(hours);

    private static ReleaseRollout New() => ReleaseRollout.Of(Guid.NewGuid(), Guid.NewGuid(), inSteps: true, Start);
}
