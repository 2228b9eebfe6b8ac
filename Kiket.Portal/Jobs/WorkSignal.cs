using System.Threading.Channels;

namespace Kiket.Portal.Jobs;

/// <summary>Signals "there is work", so that a new row doesn't wait for the next regular run. A lost signal only means that wait.</summary>
public sealed class WorkSignal
{
    private readonly Channel<string> _raised = Channel.CreateBounded<string>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that a queue has work.</summary>
    public void Raise(string queue) => _raised.Writer.TryWrite(queue);

    internal IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => _raised.Reader.ReadAllAsync(cancellationToken);
}
