using System.Threading.Channels;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Jobs;

/// <summary>Signals "there is work", so that a new row doesn't wait for the next regular run. A lost signal only means that wait.</summary>
public sealed class WorkSignal : ISharedSignal
{
    /// <summary>Stands for every queue.</summary>
    internal const string AnyQueue = "*";

    private readonly Channel<string> _raised = Channel.CreateBounded<string>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite });

    private Action<string>? _send;

    string ISharedSignal.Name => nameof(WorkSignal);

    /// <summary>Says that a queue has work.</summary>
    public void Raise(string queue)
    {
        _raised.Writer.TryWrite(queue);
        _send?.Invoke(queue);
    }

    void ISharedSignal.ShareWith(Action<string> send) => _send = send;

    Task ISharedSignal.ReceiveAsync(string? key)
    {
        _raised.Writer.TryWrite(key ?? AnyQueue);
        return Task.CompletedTask;
    }

    internal IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => _raised.Reader.ReadAllAsync(cancellationToken);
}
