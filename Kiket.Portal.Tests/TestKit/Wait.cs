namespace Kiket.Portal.Tests.TestKit;

/// <summary>Waits for what happens by itself: ends as soon as it is so, because a busy machine is no failure.</summary>
public static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <returns>The value that was waited for.</returns>
    /// <exception cref="TimeoutException">It did not come; says what was there instead.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> isSo, TimeSpan? patience = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (isSo(value))
            {
                return value;
            }

            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience))
            {
                throw new TimeoutException($"Waited for {patience ?? Patience}; the last value was: {value}");
            }

            await Task.Delay(Look);
        }
    }

    public static Task UntilAsync(Func<bool> isSo, TimeSpan? patience = null) => UntilAsync(() => Task.FromResult(isSo()), so => so, patience);
}
