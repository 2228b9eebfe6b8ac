using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Containers;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>What a build and its trial run printed. A row of its own, so that lists of builds don't read it.</summary>
public sealed class ImageBuildLog
{
    private ImageBuildLog()
    {
    }

    public Guid BuildId { get; private set; }

    public string Text { get; private set; } = "";

    public static ImageBuildLog Of(Guid buildId) => new() { BuildId = buildId };
}

/// <summary>
/// Collects what a build prints: the start and the end of it, because a build may print a gigabyte. What can't be shown is left out.
/// </summary>
public sealed partial class BuildLog : IProgress<LogLine>
{
    /// <summary>As many lines are part of a failure.</summary>
    public const int LastLines = 40;

    private const int MaxLine = 1000;
    private const int MaxStart = 32 * 1024;
    private const int MaxEnd = 96 * 1024;

    private readonly Lock _turn = new();
    private readonly StringBuilder _start = new();
    private readonly Queue<string> _end = new();
    private int _endLength;
    private long _left;

    /// <summary>Rises with each line.</summary>
    public long Count { get; private set; }

    public void Report(LogLine value) => Add(value.Text);

    /// <summary>A line of the portal's own.</summary>
    public void Add(string line)
    {
        var text = Clean(line);
        lock (_turn)
        {
            Count++;
            if (_left == 0 && _end.Count == 0 && _start.Length + text.Length < MaxStart)
            {
                _start.Append(text).Append('\n');
                return;
            }

            _end.Enqueue(text);
            _endLength += text.Length + 1;
            while (_endLength > MaxEnd)
            {
                _endLength -= _end.Dequeue().Length + 1;
                _left++;
            }
        }
    }

    public override string ToString()
    {
        lock (_turn)
        {
            var text = new StringBuilder().Append(_start);
            if (_left > 0)
            {
                text.Append(FormattableString.Invariant($"… {_left} lines left out …\n"));
            }

            return text.AppendJoin('\n', _end).ToString().TrimEnd('\n');
        }
    }

    public IReadOnlyList<string> Lines() => ToString().Split('\n');

    public IReadOnlyList<string> Last() => [.. Lines().Where(line => line.Length > 0).TakeLast(LastLines)];

    private static string Clean(string line)
    {
        var text = Colors().Replace(line, "");
        // What a program overwrites with a carriage return is one line here.
        text = text[(text.TrimEnd('\r').LastIndexOf('\r') + 1)..];
        text = string.Concat(text.EnumerateRunes().Where(rune => rune.Value == '\t' || !Rune.IsControl(rune)));
        return text.Length > MaxLine ? text[..(char.IsHighSurrogate(text[MaxLine - 1]) ? MaxLine - 1 : MaxLine)] + "…" : text;
    }

    [GeneratedRegex("\u001B\\[[0-9;?]*[ -/]*[@-~]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colors();
}
