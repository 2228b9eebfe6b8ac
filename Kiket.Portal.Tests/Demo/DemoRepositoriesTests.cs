using Kiket.Portal.Demo.LocalGitHub;

namespace Kiket.Portal.Tests.Demo;

public sealed class DemoRepositoriesTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("demo-github-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void Everything_done_is_there_again_after_a_restart()
    {
        var before = new DemoRepositories(null, _data, TimeProvider.System);
        var id = before.Create(new NewDemoRepository("acme", "alerts")).Value.Id;
        var commit = before.Push(id, DemoPush.Of("First", ("README.md", "# Hi\n"), ("old.txt", "x"))).Value;
        before.Tag(id, "v1.0.0", "main", "Version 1.0.0");
        before.Push(
            id,
            new DemoPush("Second")
            {
                Deletions = ["old.txt"],
                Files = new Dictionary<string, DemoFile>(StringComparer.Ordinal) { ["icon.png"] = DemoFile.Bytes([0, 255, 1]) },
            });
        before.Rename(id, "acme", "bells");
        before.SetPrivate(id, true);
        var gone = before.Create(new NewDemoRepository("acme", "gone")).Value.Id;
        before.Delete(gone);

        var after = new DemoRepositories(null, _data, TimeProvider.System);
        Assert.Null(after.Find(gone));
        var repository = Assert.Single(after.All);
        Assert.Equal(("acme/bells", true), (repository.FullName, repository.IsPrivate));
        Assert.Equal(before.Find(id)!.References, repository.References);
        Assert.Equal(commit.Sha, repository.Resolve("v1.0.0")!.Sha);
        Assert.Null(repository.FileAt(repository.Head!, "old.txt"));
        Assert.Equal([0, 255, 1], repository.FileAt(repository.Head!, "icon.png"));
        Assert.Same(repository, after.Find("acme", "alerts"));
    }

    [Fact]
    public void A_line_cut_by_a_crash_is_dropped_and_work_goes_on()
    {
        var before = new DemoRepositories(null, _data, TimeProvider.System);
        var id = before.Create(new NewDemoRepository("acme", "alerts")).Value.Id;
        File.AppendAllText(Path.Combine(_data, "journal.jsonl"), "{\"change\":\"push\",\"repos");
        var after = new DemoRepositories(null, _data, TimeProvider.System);
        Assert.True(after.Push(id, DemoPush.Of("First", ("a", "b"))).Succeeded);
        Assert.NotNull(new DemoRepositories(null, _data, TimeProvider.System).Find(id)!.Head);
    }

    [Fact]
    public void A_push_tells_what_moved()
    {
        var repositories = DemoRepositories.Empty();
        var id = repositories.Create(new NewDemoRepository("acme", "alerts")).Value.Id;
        var notified = new List<PushedEventArgs>();
        repositories.Pushed += (_, push) => notified.Add(push);
        var first = repositories.Push(id, DemoPush.Of("First", ("a", "1"))).Value;
        var second = repositories.Push(id, DemoPush.Of("Second", ("a", "2"))).Value;
        var forced = repositories.Push(id, DemoPush.Of("Instead", ("a", "3")) with { Onto = first.Sha }).Value;
        Assert.Equal(
            [(PushedEventArgs.Nothing, first.Sha, false), (first.Sha, second.Sha, false), (second.Sha, forced.Sha, true)],
            notified.Select(push => (push.Before, push.After, push.Forced)));
        Assert.All(notified, push => Assert.Equal("refs/heads/main", push.Reference));
        Assert.Equal(first.Sha, Assert.Single(forced.Parents));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/rooted")]
    [InlineData("a//b")]
    [InlineData(".git/config")]
    public void A_path_that_leaves_the_repository_is_refused(string path)
    {
        var repositories = DemoRepositories.Empty();
        var id = repositories.Create(new NewDemoRepository("acme", "alerts")).Value.Id;
        Assert.Equal("path_invalid", repositories.Push(id, DemoPush.Of("No", (path, "x"))).Error!.Code);
    }

    [Fact]
    public void A_taken_name_is_refused_for_new_and_renamed_repositories()
    {
        var repositories = DemoRepositories.Empty();
        repositories.Create(new NewDemoRepository("acme", "alerts"));
        var other = repositories.Create(new NewDemoRepository("acme", "other")).Value.Id;
        Assert.Equal("repository_exists", repositories.Create(new NewDemoRepository("Acme", "Alerts")).Error!.Code);
        Assert.Equal("repository_exists", repositories.Rename(other, "acme", "alerts").Error!.Code);
    }
}
