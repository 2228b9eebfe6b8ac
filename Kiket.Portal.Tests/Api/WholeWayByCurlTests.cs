using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>The script that the README names, as people start it.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WholeWayByCurlTests
{
    [Fact]
    public async Task Curl_alone_publishes_approves_installs_upgrades_and_rolls_back()
    {
        await using var portal = await PortalServer.StartAsync(
            ("Demo:Tokens:Publisher", "publisher"), ("Demo:Tokens:Reviewer", "reviewer"), ("Demo:Tokens:Customer", "customer"));
        var script = Path.Combine(Places.Portal, "Components", "Docs", "publish-install-upgrade.sh");

        var (exitCode, output) = await Shell.TryRunAsync("sh", script, portal.Address.GetLeftPart(UriPartial.Authority));

        Assert.True(exitCode == 0, output);
        Assert.Contains("dev.acme.alerts 1.3.0 is in_review.", output, StringComparison.Ordinal);
        Assert.Contains("The submission is approved.", output, StringComparison.Ordinal);
        Assert.Contains("runs 1.2.0.", output, StringComparison.Ordinal);
        Assert.Contains("dev.acme.alerts goes from 1.2.0 to 1.3.0.", output, StringComparison.Ordinal);
        Assert.Contains("It runs 1.3.0.", output, StringComparison.Ordinal);
        Assert.EndsWith("It runs 1.2.0 again.", output.TrimEnd(), StringComparison.Ordinal);
    }
}
