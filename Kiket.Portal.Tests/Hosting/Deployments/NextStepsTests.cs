using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting.Deployments;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>What is done next, from rows, containers, health and the clock.</summary>
public sealed class NextStepsTests
{
    [Fact]
    public void A_new_deployment_needs_a_generation_first() =>
        Assert.IsType<DeploymentStep.Prepare>(Assert.Single(new Deployed().Next()));

    [Fact]
    public void A_candidate_is_started_once_and_takes_over_when_it_is_healthy()
    {
        var deployed = new Deployed();
        var candidate = deployed.Candidate();
        Assert.Equal(new DeploymentStep.Start(candidate, ClearsName: false), Assert.Single(deployed.Next()));

        candidate.Start(deployed.Now);
        Assert.Empty(deployed.Next(Deployed.Running(candidate)));
        Assert.Empty(deployed.Next(Deployed.Running(candidate), Deployed.Says(candidate, HealthResult.Refused)));
        Assert.Equal(
            new DeploymentStep.TakeOver(candidate), Assert.Single(deployed.Next(Deployed.Running(candidate), Deployed.Says(candidate))));
    }

    [Fact]
    public void What_was_started_before_a_kill_is_started_again_which_does_nothing()
    {
        var deployed = new Deployed();
        var candidate = deployed.Candidate();

        Assert.Equal(new DeploymentStep.Start(candidate, ClearsName: false), Assert.Single(deployed.Next(Deployed.Running(candidate))));
        Assert.Equal(new DeploymentStep.Start(candidate, ClearsName: true), Assert.Single(deployed.Next(Deployed.Ended(candidate, 1))));
    }

    [Fact]
    public void A_first_one_that_is_not_healthy_in_120_seconds_failed()
    {
        var deployed = new Deployed();
        var candidate = deployed.Candidate();
        candidate.Start(deployed.Now);
        deployed.After(119.9);
        Assert.Empty(deployed.Next(Deployed.Running(candidate), Deployed.Says(candidate, HealthResult.Refused)));

        deployed.After(0.1);
        Assert.Equal(
            new DeploymentStep.Fail(candidate, new Failure(FailureCause.NotHealthyInTime, null, HealthResult.Refused)),
            Assert.Single(deployed.Next(Deployed.Running(candidate), Deployed.Says(candidate, HealthResult.Refused))));
    }

    [Fact]
    public void A_candidate_that_fails_is_rejected_and_the_current_one_is_left_alone()
    {
        var deployed = Deployed.Healthy();
        var (current, candidate) = (deployed.Generations[0], deployed.Candidate());
        candidate.Start(deployed.Now);

        Assert.Equal(
            new DeploymentStep.Reject(candidate, new Failure(FailureCause.Ended, 1)),
            Assert.Single(deployed.Next(Deployed.Running(current), Deployed.Ended(candidate, 1))));
        Assert.Equal(
            new DeploymentStep.Reject(candidate, new Failure(FailureCause.Gone)), Assert.Single(deployed.Next(Deployed.Running(current))));
    }

    [Fact]
    public void What_ended_or_is_gone_failed_and_starts_again_after_its_pause()
    {
        var deployed = Deployed.Healthy();
        var current = deployed.Generations[0];
        Assert.Equal(
            new DeploymentStep.Fail(current, new Failure(FailureCause.Ended, 137)), Assert.Single(deployed.Next(Deployed.Ended(current, 137))));
        Assert.Equal(new DeploymentStep.Fail(current, new Failure(FailureCause.Gone)), Assert.Single(deployed.Next()));

        deployed.Deployment.Fail("It ended.", deployed.Now);
        current.StartAgain("It ended.", "");
        Assert.Empty(deployed.After(9.9).Next());
        Assert.Equal(new DeploymentStep.Start(current, ClearsName: false), Assert.Single(deployed.After(0.1).Next()));
    }

    [Fact]
    public void Three_failed_checks_degrade_and_the_sixth_restarts()
    {
        var deployed = Deployed.Healthy();
        var current = deployed.Generations[0];
        for (var check = 1; check <= 5; check++)
        {
            deployed.After(10);
            Assert.Equal(
                new DeploymentStep.FailCheck(current, "status_500"),
                Assert.Single(deployed.Next(Deployed.Running(current), Deployed.Says(current, "status_500"))));
            deployed.Deployment.FailCheck("It answers with 500.", deployed.Now);
            Assert.Equal(check >= 3 ? DeploymentState.Degraded : DeploymentState.Healthy, deployed.Deployment.State);
            Assert.Empty(deployed.After(1).Next(Deployed.Running(current), Deployed.Says(current, "status_500")));
        }

        Assert.Equal(
            new DeploymentStep.Fail(current, new Failure(FailureCause.Unhealthy, null, "status_500")),
            Assert.Single(deployed.After(10).Next(Deployed.Running(current), Deployed.Says(current, "status_500"))));
    }

    [Fact]
    public void One_check_that_succeeds_makes_it_healthy_again()
    {
        var deployed = Deployed.Healthy();
        var current = deployed.Generations[0];
        Assert.Empty(deployed.Next(Deployed.Running(current), Deployed.Says(current)));
        for (var check = 0; check < 3; check++)
        {
            deployed.Deployment.FailCheck("It doesn't answer.", deployed.Now);
        }

        Assert.Equal(new DeploymentStep.Healthy(current), Assert.Single(deployed.Next(Deployed.Running(current), Deployed.Says(current))));
        deployed.Deployment.Healthy(deployed.Now);
        Assert.Equal((DeploymentState.Healthy, 0, null), (deployed.Deployment.State, deployed.Deployment.FailedChecks, deployed.Deployment.Reason));
    }

    [Fact]
    public void Without_a_health_check_nothing_is_counted()
    {
        var deployed = Deployed.Healthy();

        Assert.Empty(deployed.After(TimeSpan.FromHours(1)).Next(Deployed.Running(deployed.Generations[0])));
    }

    [Fact]
    public void What_was_replaced_ends_after_it_has_finished_its_calls()
    {
        var deployed = Deployed.Healthy();
        var (old, next) = (deployed.Generations[0], deployed.Candidate());
        next.Start(deployed.Now);
        old.Retire(drains: true, deployed.Now);
        next.TakeOver(deployed.Now);

        Assert.Empty(deployed.After(9.9).Next(Deployed.Running(old), Deployed.Running(next), Deployed.Says(next)));
        Assert.Equal(
            new DeploymentStep.Retire(old.ContainerName, NextSteps.Grace),
            Assert.Single(deployed.After(0.1).Next(Deployed.Running(old), Deployed.Running(next), Deployed.Says(next))));
    }

    [Fact]
    public void A_container_that_should_not_be_there_is_removed()
    {
        var deployed = Deployed.Healthy();
        var surplus = new Observed("kx-surplus", "sha256:b", true, null, new Dictionary<string, string>());

        Assert.Equal(
            new DeploymentStep.Retire("kx-surplus", NextSteps.Grace), Assert.Single(deployed.Next(Deployed.Running(deployed.Generations[0]), surplus)));
    }

    [Fact]
    public void What_is_stopped_loses_its_containers_and_then_its_network()
    {
        var deployed = Deployed.Healthy();
        deployed.Deployment.Stop(deployed.Now);

        Assert.IsType<DeploymentStep.Retire>(Assert.Single(deployed.Next(Deployed.Running(deployed.Generations[0]))));
        Assert.IsType<DeploymentStep.RemoveNetwork>(Assert.Single(deployed.Next()));
    }

    [Fact]
    public void What_is_suspended_or_failed_loses_its_containers_alone()
    {
        var deployed = Deployed.Healthy();
        deployed.Deployment.Suspend(SuspensionReason.Operator, "It mines.", deployed.Now);

        Assert.IsType<DeploymentStep.Retire>(Assert.Single(deployed.Next(Deployed.Running(deployed.Generations[0]))));
        Assert.Empty(deployed.Next());
    }
}
