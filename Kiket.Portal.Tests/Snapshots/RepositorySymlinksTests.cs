using System.Text;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Tests.Snapshots;

public sealed class RepositorySymlinksTests
{
    [Theory]
    [InlineData("docs/README.md", "../README.md", "README.md")]
    [InlineData("README.md", "docs/intro.md", "docs/intro.md")]
    [InlineData("CHANGELOG.md", "./docs/../docs/intro.md", "docs/intro.md")]
    [InlineData("logo.svg", "docs/logo.svg", "docs/logo.svg")]
    public async Task A_symlink_is_followed_inside_the_repository(string link, string target, string expected)
    {
        var followed = await FollowAsync([.. Files.Where(file => file != link)], (link, target));

        Assert.Equal(expected, followed.Files[link].Path);
        Assert.Empty(followed.Dead);
    }

    [Theory]
    [InlineData("/etc/passwd", "leads outside of the repository")]
    [InlineData("../../README.md", "leads outside of the repository")]
    [InlineData("none.md", "leads to no file")]
    [InlineData("README.md", "leads to itself")]
    [InlineData("", "leads outside of the repository")]
    public async Task One_that_leads_nowhere_says_so(string target, string reason)
    {
        var followed = await FollowAsync([], ("docs/README.md", target));

        Assert.Equal(reason, followed.Dead["docs/README.md"]);
    }

    [Fact]
    public async Task A_folder_is_followed_and_a_chain_too()
    {
        var followed = await FollowAsync(
            ["documentation/README.md", "documentation/img/a.png"], ("docs", "documentation"), ("README.md", "b.md"), ("b.md", "documentation/README.md"));

        Assert.Equal(["README.md", "docs/README.md", "docs/img/a.png"], followed.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("documentation/README.md", followed.Files["README.md"].Path);
    }

    [Fact]
    public async Task Hundreds_of_symlinks_cost_few_calls()
    {
        var calls = 0;
        var links = Enumerable.Range(0, 500).Select(index => new TreeEntry($"p{index}.png", TreeEntryKind.Symlink, $"{index}", 0));
        var tree = new RepositoryTree("c", [.. links], true);

        await new RepositorySymlinks(tree, (_, _) =>
        {
            calls++;
            return Task.FromResult<Result<byte[]>>("p1.png"u8.ToArray());
        }).FollowAsync(CancellationToken.None);

        Assert.InRange(calls, 1, 20);
    }

    private static readonly string[] Files = ["README.md", "docs/intro.md", "docs/logo.svg"];

    private static Task<FollowedSymlinks> FollowAsync(string[] files, params (string Path, string Target)[] links)
    {
        var folders = files.Where(file => file.Contains('/', StringComparison.Ordinal))
            .Select(file => file[..file.LastIndexOf('/')])
            .Distinct(StringComparer.Ordinal);
        TreeEntry[] entries =
        [
            .. files.Select(file => new TreeEntry(file, TreeEntryKind.File, file, 10)),
            .. folders.Select(folder => new TreeEntry(folder, TreeEntryKind.Directory, folder, 0)),
            .. links.Select(link => new TreeEntry(link.Path, TreeEntryKind.Symlink, link.Path, 0)),
        ];
        return new RepositorySymlinks(
            new RepositoryTree("c", entries, true),
            (entry, _) => Task.FromResult<Result<byte[]>>(Encoding.UTF8.GetBytes(links.Single(link => link.Path == entry.Path).Target)))
            .FollowAsync(CancellationToken.None);
    }
}
