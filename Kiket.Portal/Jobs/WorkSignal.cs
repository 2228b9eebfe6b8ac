using System.Threading.Channels;

namespace Kiket.Portal.Jobs;

/// <summary>"There is work": spares a fresh row the wait for the next look. Losing one loses nothing, a look comes anyway.</summary>
public sealed class WorkSignal
{
    private readonly Channel<string> _raised = Channel.CreateBounded<string>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that a queue has work.</summary>
    public void Raise(string queue) => _raised.Writer.TryWrite(queue);

    internal IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => _raised.Reader.ReadAllAsync(cancellationToken);
}
