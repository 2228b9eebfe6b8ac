namespace Kiket.Portal.Hosting;

/// <summary>Ends the wait of a worker early, because something happened that it would otherwise find out later. One hint is as good as many.</summary>
internal sealed class EarlyHint : IDisposable
{
    private readonly SemaphoreSlim _hint = new(0, 1);

    public Task GiveAsync()
    {
        try
        {
            _hint.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look anyway.
        }

        return Task.CompletedTask;
    }

    /// <returns>True at a hint, false after <paramref name="longest"/>.</returns>
    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _hint.WaitAsync(longest, cancellationToken);

    public void Dispose() => _hint.Dispose();
}
