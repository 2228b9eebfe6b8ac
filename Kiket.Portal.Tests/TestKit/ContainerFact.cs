using Xunit.Abstractions;
using Xunit.Sdk;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A test that starts containers on an engine of its own. Where that isn't possible it isn't run, and
/// <see cref="ContainerTestsRun"/> says so once for all; with CI=true it runs all the same, and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Kiket.Portal.Tests.TestKit.ContainerFactDiscoverer", "Kiket.Portal.Tests")]
public sealed class ContainerFactAttribute : FactAttribute
{
    /// <summary>Null when containers can be started, or when they must be.</summary>
    public static string? Obstacle { get; } =
        Environment.GetEnvironmentVariable("CI") == "true" ? null
        : !OperatingSystem.IsLinux() ? "The container tests did not run: they need Linux."
        : !Environment.IsPrivilegedProcess ? "The container tests did not run: they need root to install and start podman and Docker."
        : null;
}

/// <summary>Finds no test where containers can't be started, so that the output doesn't repeat the reason for each.</summary>
public sealed class ContainerFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    private readonly FactDiscoverer _facts = new(messages);

    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        ContainerFactAttribute.Obstacle is null ? _facts.Discover(discoveryOptions, testMethod, factAttribute) : [];
}

public sealed class ContainerTestsRun
{
    [ReportedFact]
    public void Container_tests_run_here() => Assert.Null(ContainerFactAttribute.Obstacle);

    private sealed class ReportedFactAttribute : FactAttribute
    {
        public ReportedFactAttribute() => Skip = ContainerFactAttribute.Obstacle;
    }
}
