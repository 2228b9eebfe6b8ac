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

    /// <summary>GitHub sends from many machines at once.</summary>
    private const int Senders = 64;

    /// <summary>Answers per second.</summary>
    /// <param name="path">The path of the n-th request.</param>
    public static Task<double> RateAsync(Uri server, Func<int, ValueTask<string>> path, TimeSpan time) =>
        RateAsync(server, Connections, async (connection, next) => await connection.GetAsync(await path(next)), time);

    /// <summary>Deliveries accepted per second, each with an id of its own.</summary>
    public static Task<double> RateAsync(Uri server, Delivery delivery, TimeSpan time) =>
        RateAsync(server, Senders, (connection, _) => connection.PostAsync(delivery), time);

    /// <summary>Deliveries accepted per second, the n-th as given.</summary>
    public static Task<double> RateAsync(Uri server, Func<int, Delivery> delivery, TimeSpan time) =>
        RateAsync(server, Senders, (connection, next) => connection.PostAsync(delivery(next)), time);

    /// <summary>
    /// How long each of so many deliveries a second waits for its answer, in milliseconds from the moment at which it was due: one that has to wait
    /// for its turn behind a slow one waits as well.
    /// </summary>
    public static async Task<List<double>> PacedAsync(Uri server, Func<int, Delivery> delivery, int perSecond, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            using var connection = await Connection.OpenAsync(server);
            var mine = new List<double>();
            for (var number = sender; ; number += Senders)
            {
                var due = TimeSpan.FromSeconds(number / (double)perSecond);
                if (due > time)
                {
                    return mine;
                }

                if (due > watch.Elapsed)
                {
                    await Task.Delay(due - watch.Elapsed);
                    due = watch.Elapsed;
                }

                await connection.PostAsync(delivery(number));
                mine.Add((watch.Elapsed - due).TotalMilliseconds);
            }
        })));
        return [.. waits.SelectMany(all => all)];
    }

    private static async Task<double> RateAsync(Uri server, int connections, Func<Connection, int, Task> ask, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var next = 0;
        var answered = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await Connection.OpenAsync(server);
            var count = 0;
            while (watch.Elapsed < time)
            {
                await ask(connection, Interlocked.Increment(ref next));
                count++;
            }

            return count;
        })));
        return answered.Sum() / watch.Elapsed.TotalSeconds;
    }

    /// <summary>A signed push.</summary>
    public sealed record Delivery(string Path, string Signature, byte[] Body);

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
            await ReadAsync("HTTP/1.1 200");
        }

        public async Task PostAsync(Delivery delivery)
        {
            var head = $"POST {delivery.Path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {delivery.Body.Length}\r\n"
                + $"X-GitHub-Event: push\r\nX-GitHub-Delivery: {Guid.NewGuid()}\r\nX-Hub-Signature-256: {delivery.Signature}\r\n\r\n";
            byte[] whole = [.. Encoding.ASCII.GetBytes(head), .. delivery.Body];
            for (var sent = 0; sent < whole.Length;)
            {
                sent += await socket.SendAsync(whole.AsMemory(sent));
            }

            await ReadAsync("HTTP/1.1 202");
        }

        private async Task ReadAsync(string status)
        {
            var (read, end, length) = (0, -1, 0);
            while (end < 0 || (length < 0 ? !_buffer.AsSpan(0, read).EndsWith("\r\n0\r\n\r\n"u8) : read < end + length))
            {
                var got = await socket.ReceiveAsync(_buffer.AsMemory(read));
                if (got == 0)
                {
                    throw new IOException("The server closed the connection.");
                }

                read += got;
                if (end < 0 && (end = HeadEnd(read)) > 0)
                {
                    length = BodyLength(end, status);
                }
            }
        }

        private int HeadEnd(int read)
        {
            var at = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            return at < 0 ? -1 : at + 4;
        }

        /// <summary>-1 when it is sent in chunks.</summary>
        private int BodyLength(int end, string status)
        {
            var head = _buffer.AsSpan(0, end);
            if (!head.StartsWith(Encoding.ASCII.GetBytes(status)))
            {
                throw new IOException(Encoding.ASCII.GetString(head));
            }

            if (head.IndexOf("Transfer-Encoding: chunked"u8) >= 0)
            {
                return -1;
            }

            var at = head.IndexOf("Content-Length: "u8);
            return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _)
                ? length
                : throw new IOException("An answer without a length: " + Encoding.ASCII.GetString(head));
        }
    }
}
