using Kiket.Portal.Tests.Benchmarks;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Hosting;

/// <summary>Each kind of kill once, in some order, as the command <c>kills hosting</c> does it many times.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PodmanService.Collection)]
public sealed class HostingKillsTests(PodmanService podman)
{
    private const int Seed = 21;

    [ContainerFact]
    public async Task After_each_kill_rows_and_engine_agree_without_a_twin_or_an_orphan_and_egress_is_not_cut()
    {
        var random = new Random(Seed);
        string[] kinds = [.. HostingKills.Kinds];
        random.Shuffle(kinds);
        await using var hosted = await HostedPortal.StartAsync(podman);

        foreach (var kind in kinds)
        {
            var kill = await HostingKills.KillAsync(hosted, kind, random);
            Assert.True(kill is { IsInTime: true, CutsEgress: false, Difference: null }, $"Seed {Seed}, {string.Join(", ", kinds)}: {kill}");
        }
    }
}
