using Kiket.Portal.GitHub;

namespace Kiket.Portal.Tests.GitHub;

public sealed class RepositoryAddressTests
{
    private static readonly Uri Web = new("https://github.com/");

    [Theory]
    [InlineData("https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app.git")]
    [InlineData("https://github.com/acme/app/")]
    [InlineData("  HTTPS://GitHub.COM/acme/app \n")]
    [InlineData("git@github.com:acme/app.git")]
    [InlineData("git@GITHUB.com:acme/app")]
    [InlineData("ssh://git@github.com/acme/app.git")]
    [InlineData("ssh://git@github.com:22/acme/app.git")]
    public void Every_form_that_people_and_git_write_is_understood(string text) =>
        Assert.Equal("acme/app", RepositoryAddress.Parse(text, Web).Value.FullName);

    [Theory]
    [InlineData("acme/app", "https://github.com/acme/app")]
    [InlineData(" acme/app.git ", "https://github.com/acme/app")]
    [InlineData("github.com/acme/app", "https://github.com/acme/app")]
    [InlineData("GitHub.com/acme/app/", "https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app", "https://github.com/acme/app")]
    [InlineData("git@github.com:acme/app.git", "git@github.com:acme/app.git")]
    [InlineData("gitlab.com/acme/app", "gitlab.com/acme/app")]
    [InlineData("acme", "acme")]
    [InlineData("../app", "../app")]
    [InlineData("", "")]
    public void What_is_left_out_while_typing_is_completed(string typed, string address) =>
        Assert.Equal(address, RepositoryAddress.Complete(typed, new Uri("https://github.com/")));

    [Theory]
    [InlineData(null, "Enter the repository's address")]
    [InlineData("   ", "Enter the repository's address")]
    [InlineData("acme/app", "isn't a repository address")]
    [InlineData("http://github.com/acme/app", "Use https")]
    [InlineData("git://github.com/acme/app", "Use https")]
    [InlineData("file:///etc/passwd", "start with https://")]
    [InlineData("https://gitlab.com/acme/app", "Only repositories at github.com")]
    [InlineData("https://github.com.evil.test/acme/app", "Only repositories at github.com")]
    [InlineData("https://gіthub.com/acme/app", "Only repositories at github.com")]
    [InlineData("https://github.com./acme/app", "Only repositories at github.com")]
    [InlineData("https://github.com:8443/acme/app", "Only repositories at github.com")]
    [InlineData("git@evil.test:acme/app", "Only repositories at github.com")]
    [InlineData("https://github.com/acme/app/tree/main", "its own field")]
    [InlineData("https://github.com/acme/app?tab=readme", "Remove everything after")]
    [InlineData("https://github.com/acme/app#readme", "Remove everything after")]
    [InlineData("https://github.com/acme", "exactly one owner and one name")]
    [InlineData("https://github.com", "below https://github.com/")]
    [InlineData("https://github.com/acme/..", "The name may contain")]
    [InlineData("https://github.com/acme/../../x/y", "exactly")]
    [InlineData("https://github.com/acme/a%2fb", "The name may contain")]
    [InlineData("https://github.com/-acme/app", "The owner may contain")]
    [InlineData("https://github.com/acme/.git", "The name may contain")]
    [InlineData("https://a\u200Cb.com/x/y", "Only repositories at github.com")]
    [InlineData("https://xn--a-ä.pt/x/y", "Only repositories at github.com")]
    [InlineData("https://a⒈com/x/y", "Only repositories at github.com")]
    [InlineData("ssh://git@xn--a-ä.pt/x/y", "Only repositories at github.com")]
    [InlineData("git@a\u200Cb.com:x/y", "Only repositories at github.com")]
    [InlineData("https:\\\\github.com\\acme\\app", "isn't a repository address")]
    [Asvs("V1.5.3")]
    public void Anything_else_is_refused_with_the_reason(string? text, string words)
    {
        var error = RepositoryAddress.Parse(text, Web).Error;
        Assert.Equal(GitHubErrors.InvalidAddress, error?.Code);
        Assert.Contains(words, error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ada:ghp_secret@github.com/acme/app")]
    [InlineData("https://ghp_secret@github.com/acme/app")]
    [InlineData("https://github.com@ghp_secret.test/acme/app")]
    [InlineData("ghp_secret@github.com:acme/app")]
    public void A_token_in_the_address_is_refused_and_never_repeated(string text)
    {
        var error = RepositoryAddress.Parse(text, Web).Error;
        Assert.NotNull(error);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Asvs("V13.2.4")]
    public void A_server_of_ones_own_is_accepted_alone()
    {
        var web = new Uri("https://git.acme.test/hub/");
        Assert.True(RepositoryAddress.Parse("https://git.acme.test/hub/acme/app", web).Succeeded);
        Assert.False(RepositoryAddress.Parse("https://github.com/acme/app", web).Succeeded);
    }

    [Fact]
    public void Very_long_names_are_refused()
    {
        Assert.False(RepositoryAddress.Parse("https://github.com/" + new string('a', 40) + "/app", Web).Succeeded);
        Assert.False(RepositoryAddress.Parse("https://github.com/acme/" + new string('a', 101), Web).Succeeded);
        Assert.False(RepositoryAddress.Parse("https://github.com/" + new string('/', 100_000), Web).Succeeded);
    }

    [Fact]
    public void Links_lead_to_the_line_at_the_commit()
    {
        var links = new GitHubLinks(Web);
        Assert.Equal("https://github.com/acme/app/blob/abc/.kiket/manifest.yaml#L7-L9", links.File("acme/app", "abc", ".kiket/manifest.yaml", 7, 9));
        Assert.Equal("https://github.com/acme/app/blob/abc/docs/a%20b%23.md?plain=1#L2", links.File("acme/app", "abc", "docs/a b#.md", 2));
        Assert.Equal("https://github.com/acme/app/compare/abc...def", links.Compare("acme/app", "abc", "def"));
        Assert.Equal("https://github.com/acme/app/tree/abc", links.Tree("acme/app", "abc"));
    }
}
