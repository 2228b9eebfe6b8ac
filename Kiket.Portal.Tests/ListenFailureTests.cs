using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ListenFailureTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";

        var failure = await Assert.ThrowsAsync<IOException>(() => PortalServer.StartAsync(("Demo:Enabled", "false"), ("urls", address)));

        Assert.StartsWith($"{address} is in use by another program. Stop that program,", ListenFailure.Describe(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_needs_rights_is_explained() =>
        Assert.Contains("Ports below 1024", ListenFailure.Describe(new SocketException((int)SocketError.AccessDenied)), StringComparison.Ordinal);

    [Fact]
    public void Another_failure_keeps_its_stack() => Assert.Null(ListenFailure.Describe(new IOException("No space left on device")));
}
