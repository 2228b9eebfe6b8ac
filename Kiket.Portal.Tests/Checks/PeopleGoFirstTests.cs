using System.Collections.Concurrent;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Jobs;
using Kiket.Portal.Secrets;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.GitHub;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Checks;

/// <summary>Somebody in the wizard does not wait for the downloads of a scan, however slow GitHub is.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PeopleGoFirstTests
{
    private const int Files = 20;
    private const int Slots = 8;
    private const int SlotsOfScans = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Interactive_calls_pass_the_downloads_of_a_scan_at_a_slow_GitHub()
    {
        await using var scenario = await Scenario.OpenAsync();
        var (_, snapshot) = await scenario.ReadAsync(CheckedRepository.Complete);
        await using var gitHub = await FakeGitHub.StartAsync(new(StringComparer.Ordinal) { ["GitHub:TimeoutSeconds"] = "60" });
        var slow = new SlowGitHub(gitHub);
        slow.Serve(snapshot.Commit);

        // A worker and a publish that waits for its checks: both download at the same time.
        var scans = Enumerable.Range(0, 2).Select(_ => ScanAsync(scenario, gitHub.Client, snapshot)).ToList();
        await slow.ArrivedAsync(SlotsOfScans);
        await Task.Delay(200);
        Assert.Equal(SlotsOfScans, slow.Arrived.Count);

        var people = Enumerable.Range(0, Slots).Select(number => ReadAsync(gitHub.Client, number)).ToList();

        // Half of the calls are left for people at once, though the scans want more of them.
        await slow.ArrivedAsync(Slots);
        Assert.All(slow.Arrived.Skip(SlotsOfScans), path => Assert.Contains("/person-", path, StringComparison.Ordinal));

        // And every slot that a download leaves is theirs as long as one of them waits.
        for (var waiting = SlotsOfScans; waiting > 0; waiting--)
        {
            slow.AnswerFirst("/git/blobs/");
            await slow.ArrivedAsync(slow.Arrived.Count + 1);
            Assert.Contains("/person-", slow.Arrived.Last(), StringComparison.Ordinal);
        }

        slow.AnswerAll();
        Assert.All(await Task.WhenAll(people).WaitAsync(Patience), person => Assert.True(person.Succeeded, person.Error?.Message));
        Assert.All(await Task.WhenAll(scans).WaitAsync(Patience), scan => Assert.True(scan.Succeeded, scan.Error?.Message));
    }

    [Fact]
    public async Task The_lane_ends_with_the_work_that_took_it()
    {
        await using var scenario = await Scenario.OpenAsync();
        var (_, snapshot) = await scenario.ReadAsync(CheckedRepository.Complete);
        await using var gitHub = await FakeGitHub.StartAsync();

        await ScanAsync(scenario, gitHub.Client, snapshot);
        Assert.Equal(GitHubPriority.Interactive, GitHubLane.Current);

        using (GitHubLane.TakeBackground())
        {
            Assert.Equal(GitHubPriority.Background, await Task.Run(() => GitHubLane.Current));
        }

        Assert.Equal(GitHubPriority.Interactive, GitHubLane.Current);
    }

    [Fact]
    public async Task Whatever_a_queue_works_on_takes_the_background_lane()
    {
        var queue = new LaneQueue();
        await using var server = await PortalServer.StartAsync(services => services.AddSingleton<IWorkQueue>(queue), ("Demo:Enabled", "false"));

        Assert.Equal(GitHubPriority.Background, await queue.Resumed.Task.WaitAsync(Patience));
        Assert.Equal(GitHubPriority.Background, await queue.Worked.Task.WaitAsync(Patience));
    }

    private static async Task<Result<IReadOnlyList<CheckResult>>> ScanAsync(Scenario scenario, IGitHub gitHub, CommitSnapshot snapshot)
    {
        var check = new CheckCommit(gitHub, new ScanFiles(gitHub, scenario.Get<FileFactsStore>(), scenario.Get<SecretFingerprint>()));
        return await check.RunAsync(
            new CommitToCheck(snapshot.RepositoryId, GitHubFaultTests.Known(), snapshot, Token: null),
            remember: false,
            progress: null,
            CancellationToken.None);
    }

    private static Task<Result<RepositoryInfo>> ReadAsync(IGitHub gitHub, int number) =>
        gitHub.GetRepositoryAsync(RepositoryAddress.Of("acme", $"person-{number}"), token: null, CancellationToken.None);

    /// <summary>Answers blobs and repositories only when the test says so.</summary>
    private sealed class SlowGitHub(FakeGitHub gitHub)
    {
        private readonly ConcurrentDictionary<TaskCompletionSource, string> _waiting = new();
        private volatile bool _answersAll;

        public ConcurrentQueue<string> Arrived { get; } = new();

        public void Serve(string commit)
        {
            var entries = Enumerable.Range(0, Files).Select(
                number => $$"""{"path":"src/file{{number}}.cs","mode":"100644","type":"blob","sha":"b{{number}}","size":9}""");
            gitHub.On(
                $"/base/repos/acme/app/git/trees/{commit}?recursive=1",
                200,
                $$"""{"sha":"{{commit}}","tree":[{{string.Join(',', entries)}}],"truncated":false}""");
            for (var number = 0; number < Files; number++)
            {
                Delay($"/base/repos/acme/app/git/blobs/b{number}", "var a = 1;", "application/vnd.github.raw");
                Delay($"/base/repos/acme/person-{number}", FakeGitHub.Repository, "application/json; charset=utf-8");
            }
        }

        public async Task ArrivedAsync(int count)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (Arrived.Count < count)
            {
                await Task.Delay(10, patience.Token);
            }
        }

        public void AnswerFirst(string part) => _waiting.First(call => call.Value.Contains(part, StringComparison.Ordinal) && call.Key.TrySetResult());

        public void AnswerAll()
        {
            _answersAll = true;
            foreach (var call in _waiting.Keys)
            {
                call.TrySetResult();
            }
        }

        private void Delay(string path, string body, string type) => gitHub.On(path, async context =>
        {
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[answer] = path;
            Arrived.Enqueue(path);
            if (!_answersAll)
            {
                await answer.Task.WaitAsync(context.RequestAborted);
            }

            context.Response.ContentType = type;
            await context.Response.WriteAsync(body);
        });
    }

    /// <summary>A queue of a feature that does not choose a lane itself.</summary>
    private sealed class LaneQueue : IWorkQueue
    {
        public TaskCompletionSource<GitHubPriority> Resumed { get; } = new();

        public TaskCompletionSource<GitHubPriority> Worked { get; } = new();

        public string Name => "lanes";

        public int Workers => 1;

        public Task<bool> RunNextAsync(CancellationToken cancellationToken)
        {
            Worked.TrySetResult(GitHubLane.Current);
            return Task.FromResult(false);
        }

        public Task ResumeAsync(CancellationToken cancellationToken)
        {
            Resumed.TrySetResult(GitHubLane.Current);
            return Task.CompletedTask;
        }
    }
}
