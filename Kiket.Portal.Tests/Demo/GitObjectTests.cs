using System.Text;
using Kiket.Portal.Demo.LocalGitHub;

namespace Kiket.Portal.Tests.Demo;

/// <summary>The expected names come from git itself.</summary>
public class GitObjectTests
{
    [Theory]
    [InlineData("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")]
    [InlineData("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a")]
    public void A_blob_is_named_as_git_names_it(string text, string sha) =>
        Assert.Equal(sha, new GitBlob(Encoding.UTF8.GetBytes(text)).Sha);

    [Fact]
    public void The_empty_tree_is_named_as_git_names_it() =>
        Assert.Equal("4b825dc642cb6eb9a060e54bf8d69288fbee4904", GitTree.Of([]).Sha);

    [Fact]
    public void A_tree_sorts_a_directory_as_if_its_name_ended_in_a_slash()
    {
        var blob = new GitBlob([]).Sha;
        var inner = GitTree.Of([new GitTreeEntry(GitMode.File, "x", blob)]).Sha;
        var tree = GitTree.Of([
            new GitTreeEntry(GitMode.Directory, "a", inner),
            new GitTreeEntry(GitMode.File, "a.txt", blob),
            new GitTreeEntry(GitMode.File, "a0", blob),
        ]);
        Assert.Equal(["a.txt", "a", "a0"], tree.Entries.Select(entry => entry.Name));
        Assert.Equal("9517d7028f8f6e1c62b008935435318145fdd832", tree.Sha);
    }

    [Fact]
    public void A_commit_and_an_annotated_tag_are_named_as_git_names_them()
    {
        var author = new GitSignature("Ada Lovelace", "ada@acme.test", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-210)));
        var commit = GitCommit.Of("4b825dc642cb6eb9a060e54bf8d69288fbee4904", [], author, "First\n\nWith a body.\n");
        Assert.Equal("c557f45839c5c32751c0a59967ace72b25d5ea95", commit.Sha);
        Assert.Equal("a4afd6c591d7cd85f9329a58883d14492c1c00bc", GitTag.Of("v1.0.0", commit.Sha, author, "Version 1.0.0").Sha);
    }
}
