using Kiket.Portal.Containers;

namespace Kiket.Portal.Tests.Containers;

/// <summary>A container whose files podman has lost keeps no other from being seen, stopped or started.</summary>
public sealed class LostContainerTests : IAsyncLifetime
{
    private static readonly string Id = new('c', 64);

    private StubPodman _podman = null!;
    private DockerEngine _engine = null!;

    public async Task InitializeAsync()
    {
        _podman = await StubPodman.StartAsync();
        _engine = new DockerEngine(_podman.Endpoint);
        _podman.Containers["kx-runs"] = new StubContainer(new string('a', 64), "running");
        _podman.Containers["kx-ended"] = new StubContainer(new string('b', 64), "exited");
    }

    public async Task DisposeAsync()
    {
        _engine.Dispose();
        await _podman.DisposeAsync();
    }

    [Fact]
    public async Task It_is_removed_and_the_others_are_seen_as_before()
    {
        var before = await SeenAsync();
        Lose();

        Assert.Equal(before, await SeenAsync());
        Assert.Equal(["kx-lost"], _podman.Removals);
        Assert.Equal(["podman had lost the container kx-lost, so it was removed."], _engine.TakeLost());
        Assert.Empty(_engine.TakeLost());
        Assert.Equal(before, await SeenAsync());
    }

    [Fact]
    public async Task One_that_cannot_be_removed_is_left_out_and_operators_read_what_to_do_each_time()
    {
        var before = await SeenAsync();
        Lose(isStuck: true);

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(before, await SeenAsync());
            Assert.Equal(
                ["podman has lost the container kx-lost and can't remove it. Remove it with: podman rm --force kx-lost"], _engine.TakeLost());
        }
    }

    [Theory]
    [InlineData("kx-self-test-1", "kx-b kx-self-test-1")]
    [InlineData("kx-b", "kx-b")]
    public async Task One_that_was_being_connected_when_podman_was_killed_leaves_that_network_and_goes_on(string half, string left)
    {
        _podman.Containers["kx-edge"] = new StubContainer(Id, "running") { IsLost = true, HalfIn = half };

        Assert.Contains("kx-edge", (await _engine.ObserveAsync(default)).Select(one => one.Name));

        Assert.Equal(left.Split(' '), _podman.Left);
        Assert.Empty(_podman.Removals);
        Assert.Equal(["podman had connected the container kx-edge only by half to a network, so it was connected anew."], _engine.TakeLost());
    }

    [Fact]
    public async Task It_is_retired_although_it_cannot_be_stopped()
    {
        Lose();
        Assert.Null(await _engine.EndAsync("kx-lost", default));

        await _engine.RetireAsync("kx-lost", TimeSpan.Zero, default);

        Assert.DoesNotContain("kx-lost", _podman.Containers.Keys);
    }

    [Fact]
    public async Task A_container_of_its_name_starts_anew()
    {
        Lose();
        var spec = new ContainerSpec("kx-lost", "sha256:" + StubContainer.Image, 1, 64, Network: null);

        Assert.Equal("10.1.0.2", (await _engine.StartAsync(spec, default)).Address.ToString());

        Assert.Equal(["kx-lost"], _podman.Starts);
        Assert.NotEqual(Id, _podman.Containers["kx-lost"].Id);
        Assert.Single(_engine.TakeLost());
    }

    private void Lose(bool isStuck = false) => _podman.Containers["kx-lost"] = new StubContainer(Id, "running") { IsLost = true, IsStuck = isStuck };

    private async Task<string[]> SeenAsync() =>
    [
        .. (await _engine.ObserveAsync(default)).OrderBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => $"{one.Name} {one.ImageId} {one.IsRunning} {one.ExitCode} {string.Join(',', one.Labels)}"),
    ];
}
