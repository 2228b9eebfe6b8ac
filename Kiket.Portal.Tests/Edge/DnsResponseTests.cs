using System.Net;
using System.Text;
using Kiket.Portal.Edge;

namespace Kiket.Portal.Tests.Edge;

public sealed class DnsResponseTests
{
    private static readonly IPAddress Own = IPAddress.Parse("10.201.0.6");

    [Fact]
    public void An_address_query_leads_to_the_edge()
    {
        var response = DnsResponse.To(DnsQuery.Of("API.example.com"), Own);

        Assert.Equal("api.example.com", response.Name);
        Assert.Equal([Own], DnsQuery.Addresses(response.Bytes!));
    }

    [Theory]
    [InlineData(28)] // AAAA
    [InlineData(15)] // MX
    [InlineData(16)] // TXT
    [InlineData(2)] // NS
    [InlineData(12)] // PTR
    [InlineData(65)] // HTTPS
    [InlineData(255)] // ANY
    public void Every_other_query_gets_an_empty_response(int type)
    {
        var response = DnsResponse.To(DnsQuery.Of("api.example.com", type), Own);

        Assert.Empty(DnsQuery.Addresses(response.Bytes!));
        Assert.Equal(0, response.Bytes![3] & 0x0f);
    }

    [Fact]
    public void Another_class_gets_no_address() => Assert.Empty(DnsQuery.Addresses(DnsResponse.To(DnsQuery.Of("version.bind", 1, 3), Own).Bytes!));

    [Fact]
    public void A_response_is_not_answered()
    {
        var query = DnsQuery.Of("api.example.com");
        query[2] |= 0x80;

        Assert.Null(DnsResponse.To(query, Own).Bytes);
    }

    [Fact]
    public void A_pointer_in_a_question_is_a_format_error()
    {
        byte[] query = [.. DnsQuery.Of("a")[..12], 0xc0, 12, 0, 1, 0, 1];

        Assert.Equal(1, DnsResponse.To(query, Own).Bytes![3] & 0x0f);
    }

    [Fact]
    public void An_update_is_not_implemented()
    {
        var query = DnsQuery.Of("api.example.com");
        query[2] = 5 << 3;

        Assert.Equal(4, DnsResponse.To(query, Own).Bytes![3] & 0x0f);
    }

    [Fact]
    public void Random_and_cut_queries_never_throw()
    {
        var random = new Random(21);
        var whole = DnsQuery.Of("a.long.name.of.a.host.example.com");
        for (var round = 0; round < 5000; round++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (var change = random.Next(6); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var response = DnsResponse.To(bytes, Own).Bytes;

            Assert.True(response is null || response.Length <= bytes.Length + 16);
        }
    }
}

/// <summary>Writes queries and reads responses.</summary>
internal static class DnsQuery
{
    public static byte[] Of(string name, int type = 1, int @class = 1) =>
    [
        0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
        .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0,
        (byte)(type >> 8), (byte)type, 0, (byte)@class,
    ];

    public static IReadOnlyList<IPAddress> Addresses(byte[] response)
    {
        Assert.Equal(0x12, response[0]);
        Assert.NotEqual(0, response[2] & 0x80);
        // Each record has a pointer as its name, and 4 bytes of data.
        return [.. Enumerable.Range(0, response[7]).Select(index => new IPAddress(response[^(4 + (16 * index))..^(16 * index)]))];
    }
}
