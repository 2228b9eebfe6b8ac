using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Docker.DotNet;

namespace Kiket.Portal.Containers;

/// <summary>Cuts the output of a container, which comes in pieces of any size, into lines with their times.</summary>
internal static class LogLines
{
    /// <summary>A longer line is split: a container may print a gigabyte without an end of line.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MaxTime = 64;

    /// <param name="stream">With timestamps in front of each line.</param>
    public static async IAsyncEnumerable<LogLine> ReadAsync(MultiplexedStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxLength];
        var halves = new Dictionary<bool, MemoryStream> { [false] = new(), [true] = new() };
        while (true)
        {
            var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken);
            if (read.EOF)
            {
                break;
            }

            var isError = read.Target == MultiplexedStream.TargetStream.StandardError;
            var half = halves[isError];
            for (var at = 0; at < read.Count; at++)
            {
                if (buffer[at] != '\n')
                {
                    half.WriteByte(buffer[at]);
                }

                if (buffer[at] == '\n' || half.Length >= MaxLength + MaxTime)
                {
                    yield return Line(half, isError);
                }
            }
        }

        foreach (var (isError, half) in halves.Where(half => half.Value.Length > 0))
        {
            yield return Line(half, isError);
        }
    }

    private static LogLine Line(MemoryStream half, bool isError)
    {
        var text = Encoding.UTF8.GetString(half.GetBuffer(), 0, (int)half.Length).TrimEnd('\r');
        half.SetLength(0);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        // The rest of a split line has no time of its own.
        return space is > 0 and <= MaxTime
            && DateTimeOffset.TryParse(text.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? new LogLine(at.ToUniversalTime(), isError, text[(space + 1)..])
                : new LogLine(default, isError, text);
    }
}
