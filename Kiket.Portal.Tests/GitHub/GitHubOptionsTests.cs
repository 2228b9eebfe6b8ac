using System.ComponentModel.DataAnnotations;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Tests.GitHub;

public sealed class GitHubOptionsTests
{
    [Theory]
    [InlineData("https://git.acme.test/api/v3")]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://[::1]:5000")]
    [InlineData(null)]
    public void Https_and_this_machine_are_accepted(string? address) => Assert.Empty(Problems(new GitHubOptions { ApiUrl = address }));

    [Fact]
    public void Every_problem_is_reported_together() =>
        Assert.Equal(
            5,
            Problems(new GitHubOptions
            {
                ApiUrl = "http://git.acme.test/",
                WebUrl = "github",
                Token = "two words",
                TimeoutSeconds = 0,
                ManifestCacheMinutes = -1,
            }).Count);

    [Fact]
    public void The_base_always_ends_in_a_slash() =>
        Assert.Equal("https://git.acme.test/api/v3/", new GitHubOptions { ApiUrl = "https://git.acme.test/api/v3" }.Api.AbsoluteUri);

    private static List<ValidationResult> Problems(GitHubOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems;
    }
}
