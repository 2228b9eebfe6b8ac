using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Requests over a few kept-alive loopback connections, as fast as they are answered. Written on sockets so that the
/// measuring side costs little of the processors that it shares with what it measures.
/// </summary>
internal static class HttpLoad
{
    private const int Connections = 16;

    /// <summary>Answers per second.</summary>
    /// <param name="path">The path of the n-th request.</param>
    public static async Task<double> RateAsync(Uri server, Func<int, ValueTask<string>> path, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var next = 0;
        var answered = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await Connection.OpenAsync(server);
            var count = 0;
            while (watch.Elapsed < time)
            {
                await connection.GetAsync(await path(Interlocked.Increment(ref next)));
                count++;
            }

            return count;
        })));
        return answered.Sum() / watch.Elapsed.TotalSeconds;
    }

    private sealed class Connection(Socket socket, string host) : IDisposable
    {
        private readonly byte[] _buffer = new byte[512 * 1024];

        public static async Task<Connection> OpenAsync(Uri server)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            return new Connection(socket, server.Authority);
        }

        public void Dispose() => socket.Dispose();

        public async Task GetAsync(string path)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
            var (read, end, length) = (0, -1, 0);
            while (end < 0 || read < end + length)
            {
                var got = await socket.ReceiveAsync(_buffer.AsMemory(read));
                if (got == 0)
                {
                    throw new IOException("The server closed the connection.");
                }

                read += got;
                if (end < 0 && (end = HeadEnd(read)) > 0)
                {
                    length = BodyLength(end);
                }
            }
        }

        private int HeadEnd(int read)
        {
            var at = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            return at < 0 ? -1 : at + 4;
        }

        private int BodyLength(int end)
        {
            var head = _buffer.AsSpan(0, end);
            if (!head.StartsWith("HTTP/1.1 200"u8))
            {
                throw new IOException(Encoding.ASCII.GetString(head));
            }

            var at = head.IndexOf("Content-Length: "u8);
            return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _)
                ? length
                : throw new IOException("An answer without a length: " + Encoding.ASCII.GetString(head));
        }
    }
}
