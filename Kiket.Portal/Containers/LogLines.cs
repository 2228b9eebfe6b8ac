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
            // A line that the engine recorded in parts has a time in front of each part.
            for (var at = half.Length > 0 ? TimeLength(buffer.AsSpan(0, read.Count)) : 0; at < read.Count; at++)
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

    /// <summary>The length of a time such as <c>2026-03-12T15:20:00.123456789Z</c> and the space after it; 0 when there is none.</summary>
    private static int TimeLength(ReadOnlySpan<byte> bytes)
    {
        var space = bytes.IndexOf((byte)' ');
        return space is >= 20 and <= MaxTime && bytes[10] == 'T' && DateTimeOffset.TryParse(
            Encoding.ASCII.GetString(bytes[..space]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
                ? space + 1
                : 0;
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
