using System.Threading.Channels;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kiket.Portal.Nodes;

/// <summary>
/// Sends signals between the nodes that share a PostgreSQL database, with its LISTEN and NOTIFY, so no other server is
/// needed. A signal is sent after the commit and carries no data, so whoever receives it reads what is committed.
/// </summary>
/// <remarks>
/// Signals are lost when a connection breaks. A node that connects again therefore acts as if anything had changed: the listener on
/// its own node, the sender on the others.
/// </remarks>
internal sealed partial class NodeSignals(
    IEnumerable<ISharedSignal> signals, IOptions<DatabaseOptions> database, IConfiguration configuration, TimeProvider clock, ILogger<NodeSignals> logger)
    : BackgroundService
{
    /// <summary>How PostgreSQL lists the connections of signals (<c>pg_stat_activity</c>).</summary>
    private const string ConnectionName = "portal-nodes";

    private const string ChannelName = "portal_nodes";

    /// <summary>If more than this are waiting, one "anything may have changed" replaces them.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>A dead connection is noticed within this time, even when nothing is sent.</summary>
    private const int KeepAliveSeconds = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Identifies this node's own messages.</summary>
    private readonly string _node = Guid.NewGuid().ToString("N");

    private readonly Dictionary<string, ISharedSignal> _signals = signals.ToDictionary(signal => signal.Name, StringComparer.Ordinal);
    private readonly Channel<NodeMessage> _waiting = Channel.CreateBounded<NodeMessage>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait });
    private int _overflowed;

    /// <summary>Only used by the sender: the messages that it took last weren't sent.</summary>
    private bool _isUnsent;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (database.Value.Provider != DatabaseProvider.PostgreSql)
        {
            return Task.CompletedTask;
        }

        foreach (var signal in _signals.Values)
        {
            signal.ShareWith(key => Enqueue(new NodeMessage(_node, signal.Name, key)));
        }

        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RepeatAsync(ListenAsync, stoppingToken), RepeatAsync(SendAsync, stoppingToken));

    /// <summary>Starts again whenever the connection breaks, with longer pauses while it can't be restored.</summary>
    private async Task RepeatAsync(Func<NpgsqlConnection, Action, CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync(stoppingToken);
                await work(connection, () => pause = FirstPause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Disconnected(logger, exception, pause);
                // Random, so that not all nodes connect at the same moment when the database is back.
                await Task.Delay(pause * (1 + Random.Shared.NextDouble()), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        // Not pooled, because it stays open and would take a connection away from the portal's requests.
        var text = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Portal"))
        {
            ApplicationName = ConnectionName,
            Pooling = false,
            KeepAlive = KeepAliveSeconds,
            CommandTimeout = KeepAliveSeconds,
        };
        var connection = new NpgsqlConnection(text.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Action connected, CancellationToken cancellationToken)
    {
        var received = new Queue<string>();
        connection.Notification += (_, notification) => received.Enqueue(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {ChannelName}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        connected();
        // Signals that were sent before this moment were missed.
        await ReceiveAnythingAsync();
        while (true)
        {
            while (received.TryDequeue(out var text))
            {
                await ReceiveAsync(text);
            }

            await connection.WaitAsync(cancellationToken);
        }
    }

    private async Task ReceiveAsync(string text)
    {
        if (NodeMessage.Read(text) is not { } message || message.Node == _node)
        {
            return;
        }

        if (message.Signal == NodeMessage.Anything)
        {
            await ReceiveAnythingAsync();
        }
        else if (_signals.TryGetValue(message.Signal, out var signal))
        {
            await ReceiveAsync(signal, message.Key);
        }
    }

    private async Task ReceiveAnythingAsync()
    {
        foreach (var signal in _signals.Values)
        {
            await ReceiveAsync(signal, key: null);
        }
    }

    private async Task ReceiveAsync(ISharedSignal signal, string? key)
    {
        try
        {
            await signal.ReceiveAsync(key);
        }
        catch (Exception exception)
        {
            Failed(logger, exception, signal.Name, key);
        }
    }

    private async Task SendAsync(NpgsqlConnection connection, Action connected, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_isUnsent)
            {
                await _waiting.Reader.WaitToReadAsync(cancellationToken);
            }

            var isLost = Interlocked.Exchange(ref _overflowed, 0) == 1 || _isUnsent;
            // True until they are sent. If that fails, the next connection sends "anything may have changed".
            _isUnsent = true;
            var messages = Take();
            await SendAsync(connection, isLost ? [new NodeMessage(_node, NodeMessage.Anything, "")] : messages, cancellationToken);
            _isUnsent = false;
            connected();
        }
    }

    private void Enqueue(NodeMessage message)
    {
        if (!_waiting.Writer.TryWrite(message))
        {
            Interlocked.Exchange(ref _overflowed, 1);
        }
    }

    /// <summary>All waiting messages, each once, so that many changes of one listing are one signal.</summary>
    private HashSet<NodeMessage> Take()
    {
        var messages = new HashSet<NodeMessage>();
        while (_waiting.Reader.TryRead(out var message))
        {
            messages.Add(message);
        }

        return messages;
    }

    private static async Task SendAsync(NpgsqlConnection connection, IEnumerable<NodeMessage> messages, CancellationToken cancellationToken)
    {
        await using var notify = new NpgsqlCommand("SELECT pg_notify(@channel, message) FROM unnest(@messages) AS message", connection);
        notify.Parameters.AddWithValue("channel", ChannelName);
        notify.Parameters.AddWithValue("messages", messages.Select(message => message.ToString()).ToArray());
        await notify.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The connection to the other nodes is broken. Connecting again in about {Pause}.")]
    private static partial void Disconnected(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "The signal {Signal} of another node for {Key} could not be processed.")]
    private static partial void Failed(ILogger logger, Exception exception, string signal, string? key);
}
