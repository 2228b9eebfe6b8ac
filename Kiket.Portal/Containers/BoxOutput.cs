namespace Kiket.Portal.Containers;

/// <summary>
/// Passes on what a box prints while it runs, and at its end what was missed: podman 4.3 loses a line now and then while it is followed, or
/// doesn't notice the end, and has everything in its record.
/// </summary>
public static class BoxOutput
{
    /// <summary>As much as engines record. A box that prints more is read once.</summary>
    private const int MostRemembered = 10 * 1024 * 1024;

    /// <param name="read">
    /// The lines of the box: followed to its end when true, those recorded so far when false. Following may be given up with an
    /// <see cref="OperationCanceledException"/>.
    /// </param>
    /// <param name="output">Gets each line once. A missed one comes late, with its own time.</param>
    public static async Task PrintAsync(Func<bool, IAsyncEnumerable<LogLine>> read, IProgress<LogLine> output, CancellationToken cancellationToken)
    {
        var (printed, characters) = (new Dictionary<LogLine, int>(), 0L);
        try
        {
            await foreach (var line in read(true))
            {
                characters += line.Text.Length;
                if (characters <= MostRemembered)
                {
                    printed[line] = printed.GetValueOrDefault(line) + 1;
                }

                output.Report(line);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The box has ended, so the record is complete.
        }

        if (characters > MostRemembered)
        {
            return;
        }

        await foreach (var line in read(false))
        {
            if (printed.GetValueOrDefault(line) is > 0 and var left)
            {
                printed[line] = left - 1;
            }
            else
            {
                output.Report(line);
            }
        }
    }
}
