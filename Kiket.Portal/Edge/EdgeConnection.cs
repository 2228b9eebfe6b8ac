using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kiket.Portal.Edge;

/// <summary>A connection of a container, while the edge decides about it, and the bytes that it sent so far.</summary>
internal sealed class EdgeConnection(Socket socket, IPAddress local, IPAddress remote)
{
    private const int RelayBuffer = 32 * 1024;
    private const int MaxDrained = 64 * 1024;

    /// <summary>Both what a connection may send before it is decided, and how long it may take for it.</summary>
    private static readonly TimeSpan DecisionTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(15);

    private byte[] _received = [];
    private int _length;

    public IPAddress Local => local;

    public IPAddress Remote => remote;

    public ReadOnlySpan<byte> Received => _received.AsSpan(0, _length);

    /// <summary>Reads until <paramref name="isEnough"/> holds, 16 KiB have arrived, 5 seconds have passed or the other side ends.</summary>
    /// <returns>Whether it was enough.</returns>
    public async Task<bool> ReadAsync(Func<EdgeConnection, bool> isEnough, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DecisionTime);
        if (_received.Length == 0)
        {
            _received = new byte[ClientHello.MaxBytes];
        }

        while (!isEnough(this))
        {
            if (_length == _received.Length)
            {
                return false;
            }

            int read;
            try
            {
                read = await socket.ReceiveAsync(_received.AsMemory(_length), SocketFlags.None, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            if (read == 0)
            {
                return false;
            }

            _length += read;
        }

        return true;
    }

    /// <summary>Forgets the first bytes, which are used.</summary>
    public void Consume(int count)
    {
        _received.AsSpan(count, _length - count).CopyTo(_received);
        _length -= count;
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    /// <summary>
    /// Ends after a refusal. What still arrives is read for a moment, because closing on unread bytes makes the system drop the
    /// refusal that was sent.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DrainTime);
        var drained = 0;
        var buffer = new byte[4096];
        while (drained < MaxDrained && await socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token) is > 0 and var read)
        {
            drained += read;
        }
    }

    /// <summary>Passes bytes on in both directions, unchanged, until both sides have ended or nothing has come for 15 minutes.</summary>
    public async Task RelayAsync(Socket target, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(IdleTime);
        for (var sent = 0; sent < _length;)
        {
            sent += await target.SendAsync(_received.AsMemory(sent, _length - sent), SocketFlags.None, idle.Token);
        }

        _received = [];
        await Task.WhenAll(PumpAsync(socket, target, idle), PumpAsync(target, socket, idle));
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationTokenSource idle)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(RelayBuffer);
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None, idle.Token) is > 0 and var read)
            {
                idle.CancelAfter(IdleTime);
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, idle.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // One direction is broken, so the other has no use.
            await idle.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
