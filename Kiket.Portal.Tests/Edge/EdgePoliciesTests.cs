using System.Net;
using Kiket.Portal.Edge;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Edge;

public sealed class EdgePoliciesTests : IDisposable
{
    private static readonly IPAddress Edge = IPAddress.Parse("10.201.0.6");
    private static readonly IPAddress Container = IPAddress.Parse("10.201.0.2");

    private readonly string _folder = Places.Temporary();

    private string File => Path.Combine(_folder, "snapshot.json");

    public void Dispose() => Places.Remove(_folder);

    [Fact]
    public void Without_a_snapshot_nobody_is_known() => Assert.Null(new EdgePolicies(null).Find(Edge, Container));

    [Fact]
    public void A_snapshot_replaces_the_one_before_as_a_whole()
    {
        var policies = new EdgePolicies(null);
        policies.Replace(Snapshot(1, "10.201.0.6")).ThrowIfRefused();
        policies.Replace(Snapshot(2, "10.201.0.14")).ThrowIfRefused();

        Assert.Null(policies.Find(Edge, Container));
        Assert.NotNull(policies.Find(IPAddress.Parse("10.201.0.14"), IPAddress.Parse("10.201.0.10")));
    }

    [Fact]
    public void An_older_snapshot_is_refused_and_the_same_one_is_not()
    {
        var policies = new EdgePolicies(null);
        policies.Replace(Snapshot(5, "10.201.0.6")).ThrowIfRefused();

        Assert.Equal("snapshot_old", policies.Replace(Snapshot(4, "10.201.0.14")).Error?.Code);
        Assert.True(policies.Replace(Snapshot(5, "10.201.0.6")).Succeeded);
        Assert.NotNull(policies.Find(Edge, Container));
    }

    [Fact]
    public void A_started_edge_goes_on_with_the_stored_snapshot()
    {
        new EdgePolicies(File).Replace(Snapshot(7, "10.201.0.6")).ThrowIfRefused();
        var again = new EdgePolicies(File);

        Assert.True(again.Load());
        Assert.Equal(7, again.Number);
        Assert.True(again.Find(Edge, Container)!.Allows("api.example.com"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"number\":7")]
    [InlineData("{\"number\":7,\"installations\":null,\"platform_hosts\":[]}")]
    public void A_broken_file_counts_as_none(string content)
    {
        System.IO.File.WriteAllText(File, content);
        var policies = new EdgePolicies(File);

        Assert.False(policies.Load());
        Assert.Null(policies.Find(Edge, Container));
        policies.Replace(Snapshot(1, "10.201.0.6")).ThrowIfRefused();
    }

    [Theory]
    [InlineData("10.201.0.6", "10.201.0.6")]
    [InlineData("10.201.0.6", "nonsense")]
    [InlineData("10.201.0.6", "::1")]
    public void A_snapshot_with_one_wrong_installation_changes_nothing(string first, string second)
    {
        var policies = new EdgePolicies(null);
        policies.Replace(Snapshot(1, "10.201.0.6")).ThrowIfRefused();

        Assert.Equal("snapshot_invalid", policies.Replace(Snapshot(2, first, second)).Error?.Code);
        Assert.Equal(1, policies.Number);
    }

    [Fact]
    public void Networks_of_installations_do_not_overlap_and_hold_the_edge_at_6()
    {
        var whole = IPNetwork.Parse("10.201.0.0/16");

        Assert.Equal(8192, EdgeNetworks.Count(whole));
        Assert.Equal("10.201.0.0/29", EdgeNetworks.At(whole, 0).Subnet.ToString());
        Assert.Equal("10.201.255.248/29", EdgeNetworks.At(whole, 8191).Subnet.ToString());
        Assert.Equal("10.201.255.254", EdgeNetworks.At(whole, 8191).Edge.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => EdgeNetworks.At(whole, 8192));
        Assert.Equal("02:ab:cd:ef:01:23", EdgeNetworks.EdgeMac("ABCDEF0123456789ABCDEF0123456789"));
    }

    [Fact]
    public void Blocked_calls_are_counted_within_a_limit_and_forgotten_with_their_installation()
    {
        var (blocked, key) = (new BlockedCalls(TimeProvider.System), new string('a', 32));
        for (var index = 0; index < BlockedCalls.MaxHosts + 10; index++)
        {
            blocked.Add(key, FormattableString.Invariant($"h{index}.evil.test"), Refusal.UndeclaredHost);
        }

        blocked.Add(key, "h1.evil.test", Refusal.UndeclaredHost);
        var counts = blocked.Read().Counts;

        Assert.Equal(2, counts.Single(count => count.Host == "h1.evil.test").Count);
        Assert.Equal(10, counts.Single(count => count.Host == BlockedCalls.Others).Count);
        blocked.Forget(_ => false);
        Assert.Empty(blocked.Read().Counts);
    }

    private static EdgeSnapshot Snapshot(long number, params string[] addresses) => new(
        number, [.. addresses.Select((address, index) => new EdgeInstallation(new string((char)('a' + index), 32), address, ["api.example.com"]))], []);
}
