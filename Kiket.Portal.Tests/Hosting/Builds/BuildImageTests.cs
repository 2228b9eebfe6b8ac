using Kiket.Portal.Containers;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Tiers;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Hosting.Builds;

/// <summary>Builds and trial runs on a real podman.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PodmanService.Collection)]
public sealed class BuildImageTests(PodmanService podman)
{
    private const string Server = """
        FROM scratch
        COPY busybox /bin/busybox
        COPY www /www
        """;

    private readonly HostingOptions _options = new();
    private readonly BuildLog _log = new();
    private readonly Guid _id = Guid.CreateVersion7();

    [ContainerFact]
    public async Task An_image_is_built_without_network_and_responds()
    {
        var outcome = await BuildAsync(Server + """

            RUN ["/bin/busybox", "sh", "-c", "echo hello; cat /proc/net/dev"]
            EXPOSE 9000
            USER 20001:20001
            CMD ["/bin/busybox", "httpd", "-f", "-p", "9000", "-h", "/www"]
            """);

        Assert.True(outcome.Failure is null, _log.ToString());
        Assert.Equal((9000, "20001:20001"), (outcome.Port, outcome.User));
        Assert.Matches("^sha256:[0-9a-f]{64}$", outcome.ImageId);
        Assert.Equal("[]\n", await podman.RunAsync("image", "inspect", "--format", "{{.RepoTags}}", outcome.ImageId!));
        Assert.Contains("hello", _log.Lines());
        Assert.Contains(_log.Lines(), line => line.TrimStart().StartsWith("lo:", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines(), line => line.Contains("eth0", StringComparison.Ordinal));
        await AssertNothingIsLeftAsync();

        await podman.Engine.RemoveImageAsync(new ImageId(outcome.ImageId!), default);
        Assert.Null(await podman.Engine.DescribeAsync(new ImageId(outcome.ImageId!), default));
    }

    [ContainerFact]
    public async Task A_step_that_fails_is_named_with_its_line_and_what_it_printed()
    {
        var outcome = await BuildAsync(Server + "\n# The part that fails\nRUN [\"/bin/busybox\", \"sh\", \"-c\", \"echo no such package; exit 3\"]\n");

        Assert.Equal(("step_failed", 5), (outcome.Failure?.Code, outcome.Failure?.Line));
        Assert.Contains("ended with 3", outcome.Failure!.Sentence, StringComparison.Ordinal);
        Assert.True(outcome.Failure.LastLines.Contains("no such package", StringComparer.Ordinal), _log.ToString());
        var finding = Assert.Single(outcome.Findings);
        Assert.Equal((BuildRules.StepFails.Id, "Dockerfile", 5), (finding.Id, finding.Path, finding.Line));
        Assert.False(outcome.IsTransient);
        await AssertNothingIsLeftAsync();
    }

    [ContainerFact]
    public async Task What_the_builder_does_not_know_is_said()
    {
        var heredoc = await BuildAsync(Server + "\nRUN <<EOF\necho hi\nEOF\n");
        Assert.True(heredoc.Failure?.Code == "here_document", _log.ToString());
        Assert.Equal(("here_document", 4), (heredoc.Failure?.Code, heredoc.Failure?.Line));

        var flag = await BuildAsync(Server + "\nRUN --network=none echo hi\n");
        Assert.Equal(("run_flag", 4), (flag.Failure?.Code, flag.Failure?.Line));

        var image = await BuildAsync("FROM registry.example.test/base:1\n");
        Assert.Equal(("base_not_reached", 1), (image.Failure?.Code, image.Failure?.Line));
        Assert.Contains("no network", image.Failure!.Sentence, StringComparison.Ordinal);
        Assert.Equal([BuildRules.BaseNotReached.Id, BuildRules.BaseWithoutDigest.Id], image.Findings.Select(finding => finding.Id));
    }

    [ContainerFact]
    public async Task A_fork_bomb_ends_with_its_time_and_leaves_no_process()
    {
        _options.Build.TimeLimit = TimeSpan.FromSeconds(3);
        var mark = $"bomb{_id:N}";

        var outcome = await BuildAsync(Server + $$"""

            COPY busybox /bin/sh
            RUN b() { /bin/busybox sh -c 'while :; do :; done' {{mark}} & b; }; b; while :; do :; done
            """);

        Assert.Equal("time_limit", outcome.Failure?.Code);
        Assert.Contains("3 seconds", outcome.Failure!.Sentence, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(mark);
    }

    [ContainerFact]
    public async Task A_canceled_build_leaves_no_process()
    {
        using var cancel = new CancellationTokenSource();
        var mark = $"slow{_id:N}";
        var building = BuildAsync(Server + $"\nCOPY busybox /bin/sh\nRUN echo begun; exec /bin/busybox sh -c 'while :; do :; done' {mark}\n", cancel.Token);
        await Wait.UntilAsync(() => _log.Lines().Contains("begun", StringComparer.Ordinal) || building.IsCompleted);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => building);
        await AssertNothingIsLeftAsync(mark);
    }

    [ContainerFact]
    public async Task A_build_that_fills_the_disk_is_stopped()
    {
        _options.Build.DiskMiB = 64;

        var outcome = await BuildAsync(Server + "\nCOPY busybox /bin/sh\nRUN while :; do /bin/busybox dd if=/dev/zero bs=1M count=20 >> /big; done\n");

        Assert.Equal("disk_limit", outcome.Failure?.Code);
        await AssertNothingIsLeftAsync();
    }

    [ContainerFact]
    public async Task An_archive_that_names_its_image_is_refused()
    {
        using var foreign = ImageArchives.Archive(
            _ => { }, manifest: manifest => manifest.Replace("\"RepoTags\":null", "\"RepoTags\":[\"localhost/edge:latest\"]", StringComparison.Ordinal));
        using var bytes = new MemoryStream();
        await foreign.CopyToAsync(bytes);
        const string Builder = """
            #!/bin/sh
            case "$*" in
            *" bud "*) echo sha256:0 > /build/image.id ;;
            *" push "*) cp /more /build/out/image.tar ;;
            esac
            """;
        using var archive = ImageArchives.Builder(Builder, bytes.ToArray());
        _options.BuilderImage = (await podman.Engine.LoadAsync(archive, default)).Value.Value;

        var outcome = await BuildAsync(Server);

        Assert.Equal("foreign_tag", outcome.Failure?.Code);
        Assert.Equal(BuildRules.ImageRefused.Id, outcome.Findings[0].Id);
        Assert.DoesNotContain("localhost/edge", await podman.RunAsync("images"), StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task A_container_that_does_not_respond_is_refused_in_words()
    {
        _options.Build.TrialLimit = TimeSpan.FromSeconds(1);

        var silent = await BuildAsync(Server + "\nCMD [\"/bin/busybox\", \"httpd\", \"-f\", \"-p\", \"127.0.0.1:8080\", \"-h\", \"/www\"]\n");
        Assert.Equal("loopback_only", silent.Failure?.Code);
        Assert.Contains("0.0.0.0:8080", silent.Failure!.Sentence, StringComparison.Ordinal);
        Assert.Null(silent.ImageId);
        await AssertNothingIsLeftAsync();

        Assert.Equal("exited", (await TryAsync("exit 1;"))?.Code);
        await AssertNothingIsLeftAsync();

        // It has nothing at /health.
        var other = await TryAsync("");
        Assert.Equal("unhealthy", other?.Code);
        Assert.Contains("404", other!.Sentence, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>The trial run alone, of an image that runs a script before its server.</summary>
    private async Task<BuildFailure?> TryAsync(string first)
    {
        var image = await podman.LoadAsync(ContainerImages.Extension(first, ("page", "text")));
        return await new TrialRun(podman.Engine, Options.Create(_options)).RunAsync(
            new TrialImage(_id, image, 8080, null, HostingTiers.Minimal), _log, CancellationToken.None);
    }

    private async Task<BuildOutcome> BuildAsync(string dockerfile, CancellationToken cancellationToken = default)
    {
        if (_options.BuilderImage.Length == 0)
        {
            _options.BuilderImage = (await podman.Builder).Value;
        }

        var files = new FilesOfCommit()
            .Add("Dockerfile", dockerfile)
            .Add("busybox", await File.ReadAllBytesAsync("/bin/busybox", CancellationToken.None), isExecutable: true)
            .Add("www/health", "ok\n");
        var options = Options.Create(_options);
        // Without egress there is no network, so nothing calls the edge.
        var network = new BuildNetwork(podman.Engine, null!, null!, options, null!);
        var build = new BuildImage(new PackContext(files), podman.Engine, network, new TrialRun(podman.Engine, options), options);
        return await build.RunAsync(new BuildJob(_id, FilesOfCommit.Repository, new string('a', 40), null, HostingTiers.Minimal), _log, cancellationToken);
    }

    /// <param name="mark">Of processes that the build started.</param>
    private async Task AssertNothingIsLeftAsync(string? mark = null)
    {
        Assert.DoesNotContain(
            await podman.Engine.ObserveAsync(default), observed => observed.Name.Contains(_id.ToString("N"), StringComparison.Ordinal));
        if (mark is not null)
        {
            Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), folder => CommandLine(folder).Contains(mark, StringComparison.Ordinal));
        }
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
