using System.Text;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Edge;

public sealed class ClientHelloTests
{
    /// <summary>Enough to reach every branch. A million of them run in 30 seconds: KIKET_MUTATIONS=1000000.</summary>
    private static readonly int Mutations = int.Parse(
        Environment.GetEnvironmentVariable("KIKET_MUTATIONS") ?? "20000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void The_server_name_is_read_in_lower_case() =>
        Assert.Equal(new ClientHello(HelloState.Complete, "api.example.com", default), ClientHello.Read(TlsHello.Of("API.example.com")));

    [Fact]
    public void Every_beginning_of_a_message_waits_for_the_rest()
    {
        var whole = TlsHello.Of("api.example.com");

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Equal(HelloState.Incomplete, ClientHello.Read(whole.AsSpan(0, length)).State));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_message_in_several_records_is_put_together(int size)
    {
        var split = TlsHello.Record(TlsHello.Message(TlsHello.ServerName("api.example.com"u8.ToArray())), size);

        Assert.Equal("api.example.com", ClientHello.Read(split).ServerName);
    }

    [Fact]
    public void A_message_without_a_server_name_is_refused() => AssertRefused(Refusal.NoServerName, TlsHello.Without());

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("api.example.com.")]
    [InlineData("api..example.com")]
    [InlineData("api.example.com\0.evil.test")]
    [InlineData("api example")]
    [InlineData("")]
    [InlineData("*.example.com")]
    public void A_name_that_programs_read_differently_is_refused(string name) => AssertRefused(Refusal.NotAHostName, TlsHello.Of(name));

    [Fact]
    public void Letters_outside_ASCII_are_refused() =>
        AssertRefused(Refusal.NotAHostName, TlsHello.Record(TlsHello.Message(TlsHello.ServerName(Encoding.UTF8.GetBytes("bücher.example")))));

    [Fact]
    public void Two_names_are_refused_because_the_server_could_take_the_other()
    {
        var (one, other) = ("api.example.com"u8.ToArray(), "evil.test"u8.ToArray());

        AssertRefused(Refusal.NotTls, TlsHello.Record(TlsHello.Message(TlsHello.ServerName(one, other))));
        AssertRefused(Refusal.NotTls, TlsHello.Record(TlsHello.Message([.. TlsHello.ServerName(one), .. TlsHello.ServerName(other)])));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\u0016\u0002")]
    [InlineData("\0")]
    public void Anything_else_than_TLS_is_refused(string text) => AssertRefused(Refusal.NotTls, Encoding.Latin1.GetBytes(text));

    [Fact]
    public void A_message_above_16_KiB_is_refused() =>
        AssertRefused(Refusal.NotTls, TlsHello.Record(TlsHello.Message(TlsHello.Extension(21, new byte[ClientHello.MaxBytes]))));

    [Fact]
    public void A_large_message_within_the_limit_is_read()
    {
        var large = TlsHello.Record(TlsHello.Message([.. TlsHello.Extension(51, new byte[12_000]), .. TlsHello.ServerName("api.example.com"u8.ToArray())]));

        Assert.Equal("api.example.com", ClientHello.Read(large).ServerName);
    }

    [Fact]
    public void Mutated_messages_never_throw_and_never_give_an_odd_name()
    {
        var random = new Random(21);
        byte[][] seeds =
        [
            TlsHello.Of("api.example.com"), TlsHello.Without(), TlsHello.Record(TlsHello.Message(TlsHello.ServerName("a.b"u8.ToArray())), 9),
            TlsHello.Record(TlsHello.Message([.. TlsHello.Extension(16, new byte[14]), .. TlsHello.ServerName("x.example"u8.ToArray())])),
        ];
        for (var round = 0; round < Mutations; round++)
        {
            var mutated = Mutate(seeds[round % seeds.Length], random);

            var hello = ClientHello.Read(mutated);

            Assert.Equal(hello.State == HelloState.Complete, hello.ServerName is not null);
            Assert.True(hello.ServerName is not { } name || HostName.Ascii(name) == name, $"{hello.ServerName} from {Convert.ToHexString(mutated)}");
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3 when bytes.Count > 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(Math.Min(bytes.Count - at, bytes.Count - 1)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertRefused(Refusal reason, byte[] bytes) =>
        Assert.Equal(new ClientHello(HelloState.Refused, null, reason), ClientHello.Read(bytes));
}
