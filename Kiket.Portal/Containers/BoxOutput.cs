namespace Kiket.Portal.Containers;

/// <summary>
/// Passes on what a box prints while it runs, and at its end what was missed: podman 4.3 loses a line now and then while it follows, and has it
/// in its record.
/// </summary>
internal static class BoxOutput
{
    /// <summary>As much as engines record. A box that prints more is read once.</summary>
    private const int MostRemembered = 10 * 1024 * 1024;

    /// <param name="read">The lines of the box: followed to its end when true, those recorded so far when false.</param>
    /// <param name="output">Gets each line once. A missed one comes late, with its own time.</param>
    public static async Task PrintAsync(Func<bool, IAsyncEnumerable<LogLine>> read, IProgress<LogLine> output)
    {
        var (printed, characters) = (new Dictionary<LogLine, int>(), 0L);
        await foreach (var line in read(true))
        {
            characters += line.Text.Length;
            if (characters <= MostRemembered)
            {
                printed[line] = printed.GetValueOrDefault(line) + 1;
            }

            output.Report(line);
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
