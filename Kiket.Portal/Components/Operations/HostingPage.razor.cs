using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Whether hosting is on, what the engine is, and what the self-test tried. Updates while the test runs.</summary>
public sealed partial class HostingPage
{
    private const int ShownBuilds = 20;

    private HostingState? _state;
    private Page<BuildRow>? _builds;

    [Inject] public required HostingQueries Queries { get; init; }

    [Inject] public required RequestSelfTest Request { get; init; }

    [Inject] public required HostingTopic Topic { get; init; }

    [Inject] public required BuildQueries Builds { get; init; }

    [Inject] public required BuildTopic BuildTopic { get; init; }

    protected override async Task LoadAsync(Actor actor)
    {
        (await Queries.GetAsync(actor, CancellationToken.None)).TryGet(out _state, out _);
        (await Builds.OfOperatorAsync(actor, new PageRequest(1, ShownBuilds), CancellationToken.None)).TryGet(out _builds, out _);
        Follow(BuildTopic, BuildTopic.All, () => LoadAsync(actor));
        Follow(Topic, HostingTopic.SelfTest, () => LoadAsync(actor));
    }

    private static string Passed(SelfTest test) =>
        test.Attempts.Count == 0 ? "didn't run" : $"{test.Attempts.Count(attempt => !attempt.Leaked)} of {test.Attempts.Count} attempts held";

    private static string Machine(SelfTest test) => FormattableString.Invariant($"{test.Cpu} CPU, {test.MemoryMiB:N0} MiB");

    private static string RequestedBy(SelfTest test) => test.RequestedByName is { } name ? $", asked for by {name}" : "";

    private async Task TestAsync() =>
        await DoneAsync(await Request.RunAsync(Operator!, CancellationToken.None), "The self-test runs. Its result appears here.");
}
