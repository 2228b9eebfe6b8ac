using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>The rules of the rows themselves.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public void Pauses_double_from_10_seconds_to_5_minutes() => Assert.Equal(
        [10, 20, 40, 80, 160, 300, 300], new[] { 0, 1, 2, 3, 4, 5, 1000 }.Select(failures => Deployment.BackOff(failures).TotalSeconds));

    [Fact]
    public void A_crash_loop_starts_at_most_8_times_in_10_minutes()
    {
        var deployed = Deployed.Healthy();
        var starts = 1;
        while (true)
        {
            deployed.Deployment.Fail("It ended.", deployed.Now);
            deployed.After(deployed.Deployment.NextStartAt!.Value - deployed.Now);
            if (deployed.Now > Deployed.Start + TimeSpan.FromMinutes(10))
            {
                break;
            }

            starts++;
        }

        Assert.InRange(starts, 5, 8);
    }

    [Fact]
    public void Ten_healthy_minutes_forget_what_was()
    {
        var deployed = Deployed.Healthy();
        deployed.Deployment.Fail("It ended.", deployed.Now);
        deployed.Deployment.Healthy(deployed.After(30).Now);
        Assert.True(deployed.Deployment.IsSettled(deployed.After(TimeSpan.FromMinutes(9)).Now));
        Assert.False(deployed.Deployment.IsSettled(deployed.After(TimeSpan.FromMinutes(1)).Now));

        deployed.Deployment.Healthy(deployed.Now);
        Assert.Equal((0, 1), (deployed.Deployment.Failures, deployed.Deployment.Restarts));
    }

    [Fact]
    public void After_a_day_it_is_given_up_until_somebody_restarts_it()
    {
        var deployed = Deployed.Healthy();
        Assert.True(deployed.Deployment.Fail("It ended.", deployed.Now));
        Assert.True(deployed.Deployment.Fail("It ended.", deployed.After(TimeSpan.FromHours(23)).Now));
        Assert.False(deployed.Deployment.Fail("It ended.", deployed.After(TimeSpan.FromHours(1)).Now));
        Assert.Equal((DeploymentState.Failed, false), (deployed.Deployment.State, deployed.Deployment.IsWanted));

        Assert.True(deployed.Deployment.Restart(deployed.Now).Succeeded);
        Assert.Equal((DeploymentState.Requested, true, 0), (deployed.Deployment.State, deployed.Deployment.NeedsGeneration, deployed.Deployment.Failures));
    }

    [Fact]
    public void An_older_or_repeated_event_changes_nothing()
    {
        var deployment = Deployed.Healthy().Deployment;
        var (release, offer) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(deployment.Want(release, offer, Deployed.Start.AddSeconds(2)));
        Assert.False(deployment.Want(release, offer, Deployed.Start.AddSeconds(2)));
        Assert.False(deployment.Want(Guid.NewGuid(), offer, Deployed.Start.AddSeconds(1)));

        Assert.Equal(release, deployment.ReleaseId);
    }

    [Fact]
    public void It_runs_again_when_nothing_suspends_it_any_more()
    {
        var deployment = Deployed.Healthy().Deployment;
        Assert.True(deployment.Suspend(SuspensionReason.Operator, "It mines.", Deployed.Start));
        Assert.False(deployment.Suspend(SuspensionReason.Operator, "It mines.", Deployed.Start));
        Assert.True(deployment.Suspend(SuspensionReason.Security, "It is blocked.", Deployed.Start));
        Assert.Equal("deployment_suspended", deployment.Restart(Deployed.Start).Error?.Code);

        Assert.True(deployment.Resume(SuspensionReason.Operator, Deployed.Start));
        Assert.Equal(DeploymentState.Suspended, deployment.State);
        Assert.True(deployment.Resume(SuspensionReason.Security, Deployed.Start));
        Assert.Equal((DeploymentState.Requested, true), (deployment.State, deployment.NeedsGeneration));
    }

    [Fact]
    public void Memory_is_never_shared_and_a_core_serves_four()
    {
        var admission = new Admission(new HostingCapacity(1024, 0.25m));
        var small = new Deployed().Candidate();
        for (var admitted = 0; admitted < 4; admitted++)
        {
            Assert.Null(admission.Admit(small, replaced: null));
        }

        Assert.Contains("256 MiB", admission.Admit(small, replaced: null), StringComparison.Ordinal);
        Assert.Null(admission.Admit(small, replaced: small));
        var cores = new Admission(new HostingCapacity(4096, 0.5m));
        Assert.Null(cores.Admit(new Deployed().Candidate(HostingTiers.Standard), null));
        Assert.Null(cores.Admit(new Deployed().Candidate(HostingTiers.Standard), null));
        Assert.Contains("0.25 CPU", cores.Admit(small, replaced: null), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_setting_the_machine_counts()
    {
        var machine = SelfTest.Request(null, Deployed.Start);
        machine.Finish(new SelfTestOutcome(new("podman", "4.3.1", 2, 4096, []), [], []), Deployed.Start);

        Assert.Equal(new HostingCapacity(3072, 2), HostingCapacity.Of(new CapacityOptions(), machine));
        Assert.Equal(new HostingCapacity(100, 8), HostingCapacity.Of(new CapacityOptions { MemoryMiB = 100, Cpu = 8 }, machine));
    }

    [Theory]
    [InlineData(FailureCause.Ended, 137, true, null, "", "It ran out of memory (256 MiB on minimal).")]
    [InlineData(FailureCause.Ended, 137, false, null, "", "It was killed, most likely out of memory (256 MiB on minimal).")]
    [InlineData(FailureCause.Ended, 3, false, null, "", "It ended with exit code 3.")]
    [InlineData(FailureCause.Ended, 1, false, null, "touch: /x: Read-only file system", "It ended with exit code 1. Only /tmp can be written.")]
    [InlineData(FailureCause.Gone, null, false, null, "", "Its container was removed.")]
    [InlineData(FailureCause.Unhealthy, null, false, "refused", "", "It does not listen on 0.0.0.0:$PORT (PORT is 8080).")]
    [InlineData(FailureCause.Unhealthy, null, false, "status_500", "", "It answers at /health with 500.")]
    [InlineData(FailureCause.NotHealthyInTime, null, false, "timeout", "", "It wasn't healthy within 120 seconds. It doesn't answer at /health.")]
    public void Failures_are_put_into_words(FailureCause cause, int? exitCode, bool isOutOfMemory, string? health, string output, string text) =>
        Assert.Equal(text, FailureText.Of(new Failure(cause, exitCode, health), new Deployed().Candidate(), isOutOfMemory, output));

    [Fact]
    public void Refused_calls_are_counted_once_however_often_they_are_fetched()
    {
        var (run, next) = (Guid.NewGuid(), Guid.NewGuid());
        BlockedCount Counted(long count) => new("", "evil.test", "undeclared_host", count, Deployed.Start, Deployed.Start);
        var call = BlockedCall.Of(Guid.NewGuid(), Counted(3), run);
        Assert.False(call.Add(Counted(3), run));
        Assert.True(call.Add(Counted(5), run));
        Assert.Equal(5, call.Count);

        // The edge started again, and again counts from zero.
        Assert.True(call.Add(Counted(5), next));
        Assert.True(call.Add(Counted(2), next));
        Assert.Equal(12, call.Count);
    }

    [Fact]
    public void Neighbours_in_number_have_addresses_of_their_own_beside_the_edge()
    {
        var network = EdgeNetworks.At(System.Net.IPNetwork.Parse("10.201.0.0/16"), 3);
        var addresses = Enumerable.Range(1, 4).Select(number => EdgeNetworks.Container(network, number)).ToList();

        Assert.Equal(4, addresses.Distinct().Count());
        Assert.DoesNotContain(network.Edge, addresses);
        Assert.All(addresses, address => Assert.True(network.Subnet.Contains(address)));
        Assert.Matches("^06(:[0-9a-f]{2}){5}$", EdgeNetworks.ContainerMac(new string('A', 32), 300));
        // An address has one MAC, whichever generation has it.
        var pairs = Enumerable.Range(1, 12)
            .Select(number => (EdgeNetworks.Container(network, number), EdgeNetworks.ContainerMac(new string('A', 32), number)))
            .Distinct();
        Assert.Equal(4, pairs.Count());
        Assert.Equal(4, pairs.Select(pair => pair.Item2).Distinct().Count());
    }
}
