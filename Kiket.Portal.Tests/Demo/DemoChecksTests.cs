using Kiket.Portal.Checks;
using Kiket.Portal.Demo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Demo;

public sealed class DemoChecksTests
{
    /// <summary>The sample extensions run on the same machine, so the demo allows it unless somebody says otherwise.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Calls_to_the_own_machine_are_as_set(string? setting, bool isAllowed)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Demo:Enabled"] = "true", ["Checks:AllowLoopback"] = setting })
            .Build();
        var environment = new HostingEnvironment { EnvironmentName = Environments.Development };
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton<IHostEnvironment>(environment);
        services.AddOptions<ChecksOptions>().BindConfiguration(ChecksOptions.Section);
        services.AddDemo(configuration, environment);

        using var provider = services.BuildServiceProvider();

        Assert.Equal(isAllowed, provider.GetRequiredService<IOptions<ChecksOptions>>().Value.AllowLoopback);
    }
}
