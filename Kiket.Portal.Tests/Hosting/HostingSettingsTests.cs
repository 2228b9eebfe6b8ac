using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;

namespace Kiket.Portal.Tests.Hosting;

public sealed class HostingSettingsTests
{
    [Fact]
    public void The_defaults_are_valid_and_hosting_is_off()
    {
        Assert.Empty(Problems(new HostingOptions()));
        Assert.Equal(HostingEngine.None, new HostingOptions().Engine);
    }

    [Fact]
    public void An_engine_needs_the_images_of_the_edge_and_of_the_builder()
    {
        var problems = Problems(new HostingOptions { Engine = HostingEngine.Docker });

        Assert.Equal(2, problems.Count);
        Assert.Contains("Hosting:EdgeImage", problems[0], StringComparison.Ordinal);
        Assert.Contains("Hosting:BuilderImage", problems[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://registry.example.com")]
    [InlineData("10.0.0.1")]
    [InlineData("*.")]
    public void A_host_of_builds_that_is_not_a_name_is_refused(string host)
    {
        var options = new HostingOptions();
        options.Build.Egress.Add("*.example.com");
        options.Build.Egress.Add(host);

        Assert.Contains(host, Assert.Single(Problems(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_builds_that_let_nothing_be_built_are_refused() => Assert.Contains(
        "TimeLimit", Assert.Single(Problems(new HostingOptions { Build = new() { TimeLimit = TimeSpan.Zero } })), StringComparison.Ordinal);

    [Theory]
    [InlineData("10.201.0.0/25")]
    [InlineData("10.0.0.0/7")]
    [InlineData("fd00::/16")]
    [InlineData("nonsense")]
    public void A_network_that_holds_no_installations_is_refused(string network) =>
        Assert.Contains("Hosting:Network", Assert.Single(Problems(new HostingOptions { Network = network })), StringComparison.Ordinal);

    [Theory]
    [InlineData("ftp://engine")]
    [InlineData("engine.sock")]
    public void An_endpoint_that_no_engine_has_is_refused(string endpoint) => Assert.Contains(
        "Hosting:Endpoint", Assert.Single(Problems(new HostingOptions { Endpoint = new Uri(endpoint, UriKind.RelativeOrAbsolute) })), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://portal.example")]
    [InlineData("10.0.0.1")]
    [InlineData("*.example.com")]
    public void A_platform_host_that_is_not_a_name_is_refused(string host)
    {
        var options = new HostingOptions();
        options.PlatformHosts.Add(host);

        Assert.Contains(host, Assert.Single(Problems(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_key_and_a_wrong_range_of_the_edge_are_refused()
    {
        var options = new EdgeOptions { Key = "short" };
        options.AllowRanges.Add("everything");

        Assert.Equal(2, Problems(options).Count);
    }

    [Theory]
    [InlineData("web,host", PortalRole.Web | PortalRole.Host)]
    [InlineData(" host , web ", PortalRole.Web | PortalRole.Host)]
    [InlineData("web", PortalRole.Web)]
    [InlineData("host", PortalRole.Host)]
    [InlineData("edge", PortalRole.Edge)]
    [InlineData("edge,web", null)]
    [InlineData("worker", null)]
    [InlineData("1", null)]
    [InlineData("", null)]
    public void Roles_are_read_and_the_edge_is_alone(string words, PortalRole? roles)
    {
        Assert.Equal(roles, PortalRoles.Read(words));
        Assert.Equal(roles is null, Problems(new PortalOptions { Role = words }).Count > 0);
    }

    private static List<string?> Problems(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.ConvertAll(result => result.ErrorMessage);
    }
}
