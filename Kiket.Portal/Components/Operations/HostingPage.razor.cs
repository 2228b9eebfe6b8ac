using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Whether hosting is on, what the engine is, and what the self-test tried. Updates while the test runs.</summary>
public sealed partial class HostingPage
{
    private const int ShownBuilds = 20;

    private HostingState? _state;
    private Page<BuildRow>? _builds;
    private OperatedHosting? _hosting;
    private Guid? _suspending;
    private string _reason = "";

    [Inject] public required HostingQueries Queries { get; init; }

    [Inject] public required RequestSelfTest Request { get; init; }

    [Inject] public required DeploymentQueries Deployments { get; init; }

    [Inject] public required SuspendDeployment Suspend { get; init; }

    [Inject] public required HostingTopic Topic { get; init; }

    [Inject] public required BuildQueries Builds { get; init; }

    [Inject] public required BuildTopic BuildTopic { get; init; }

    protected override async Task LoadAsync(Actor actor)
    {
        (await Queries.GetAsync(actor, CancellationToken.None)).TryGet(out _state, out _);
        (await Builds.OfOperatorAsync(actor, new PageRequest(1, ShownBuilds), CancellationToken.None)).TryGet(out _builds, out _);
        Follow(BuildTopic, BuildTopic.All, () => LoadAsync(actor));
        (await Deployments.OperatedAsync(actor, CancellationToken.None)).TryGet(out _hosting, out _);
        Follow(Topic, HostingTopic.Deployments, () => LoadAsync(actor));
    }

    private static string Amount(decimal number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);

    private void Ask(OperatedDeployment row) => (_suspending, _reason) = (row.Deployment.InstallationId, "");

    private async Task SuspendAsync(OperatedDeployment row)
    {
        var result = await Suspend.RunAsync(row.Deployment.InstallationId, _reason, Operator!, CancellationToken.None);
        if (await DoneAsync(result, $"Number {row.Number} is suspended. Its container is being removed, and nothing is charged."))
        {
            _suspending = null;
        }
    }

    private async Task ResumeAsync(OperatedDeployment row) => await DoneAsync(
        await Suspend.ResumeAsync(row.Deployment.InstallationId, Operator!, CancellationToken.None), $"Number {row.Number} starts again.");

    private static string Passed(SelfTest test) => test.Attempts.Count == 0
        ? "didn't run"
        : $"{test.Attempts.Count(attempt => attempt is { Leaked: false, IsUnclear: false })} of {test.Attempts.Count} attempts held";

    private static BadgeTone ToneOf(LeakAttempt attempt) =>
        attempt.Leaked ? BadgeTone.Danger : attempt.IsUnclear ? BadgeTone.Warning : BadgeTone.Success;

    private static string Machine(SelfTest test) => FormattableString.Invariant($"{test.Cpu} CPU, {test.MemoryMiB:N0} MiB");

    private static string RequestedBy(SelfTest test) => test.RequestedByName is { } name ? $", asked for by {name}" : "";

    private async Task TestAsync() =>
        await DoneAsync(await Request.RunAsync(Operator!, CancellationToken.None), "The self-test runs. Its result appears here.");
}
