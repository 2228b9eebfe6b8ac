using System.Globalization;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Containers;

[Collection(PodmanService.Collection)]
public sealed class PodmanEngineTests(PodmanService podman) : EngineTests(podman)
{
    protected override string Name => "podman";

    protected override string LogDriver => "k8s-file";

    protected override (string Format, string None) Rights => ("{{.EffectiveCaps}}", "[]");

    protected override bool SaysOutOfMemory => false;

    protected override (string Format, string Held) Isolation => ("{{range .Subnets}}{{.Gateway}}{{end}} {{.DNSEnabled}}", "<nil> false");

    [ContainerFact]
    public async Task A_container_whose_files_podman_has_lost_is_removed_with_its_process_and_hides_no_other()
    {
        var (lost, other) = (Spec(Polite), Spec(Polite));
        await podman.Engine.StartAsync(lost, default);
        await podman.Engine.StartAsync(other, default);
        var before = (await podman.Engine.ObserveAsync(default)).Single(one => one.Name == other.Name);
        var process = int.Parse((await podman.RunAsync("inspect", "--format", "{{.State.Pid}}", lost.Name)).Trim(), CultureInfo.InvariantCulture);
        await podman.LoseAsync(lost.Name);

        var seen = await podman.Engine.ObserveAsync(default);

        Assert.Equal([$"podman had lost the container {lost.Name}, so it was removed."], podman.Engine.TakeLost());
        Assert.DoesNotContain(lost.Name, seen.Select(one => one.Name));
        var after = seen.Single(one => one.Name == other.Name);
        Assert.Equal(before with { Labels = after.Labels }, after);
        Assert.Equal(before.Labels, after.Labels);
        Assert.False(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}")));

        // Also when somebody asks for it by its name before any list.
        await podman.LoseAsync(other.Name);
        await podman.Engine.StartAsync(other, default);
        Assert.True((await podman.Engine.ObserveAsync(default)).Single(one => one.Name == other.Name).IsRunning);
        await podman.Engine.RetireAsync(other.Name, TimeSpan.Zero, default);
    }
}
