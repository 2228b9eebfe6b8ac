using System.Text;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>
/// The facts about one file's content. They only depend on the content, so they are stored by its hash, and an unchanged
/// file is never fetched again.
/// </summary>
/// <param name="SpeaksOfHealth">The content mentions the path <c>/health</c>.</param>
/// <param name="IsUnread">The search took too long.</param>
public sealed record FileFacts(IReadOnlyList<SecretHit> Secrets, IReadOnlyList<HostHit> Hosts, bool SpeaksOfHealth, bool IsUnread = false)
{
    public static FileFacts None { get; } = new([], [], false);
}

/// <summary>Checks one file.</summary>
public static class FileScan
{
    /// <summary>Raised whenever a pattern or the way to recognize a secret changes, so that stored facts are found again.</summary>
    public const int Version = 3;

    /// <summary>Larger files are only checked by their name.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Shorter pieces of text in a binary are random.</summary>
    private const int ShortestRun = 8;

    /// <param name="print">Returns a secret's fingerprint (<see cref="Secrets.SecretFingerprint"/>).</param>
    public static FileFacts Look(ReadOnlySpan<byte> bytes, Func<string, string> print)
    {
        try
        {
            if (IsBinary(bytes))
            {
                return new FileFacts(SecretScan.Search(Runs(bytes), print, isBinary: true), [], false);
            }

            var text = Decode(bytes);
            return new FileFacts(SecretScan.Search(text, print), HostScan.Search(text), text.Contains("/health", StringComparison.Ordinal));
        }
        catch (RegexMatchTimeoutException)
        {
            return FileFacts.None with { IsUnread = true };
        }
    }

    private static bool IsBinary(ReadOnlySpan<byte> bytes) =>
        !IsUtf16(bytes) && bytes[..Math.Min(bytes.Length, 8000)].Contains((byte)0);

    private static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private static string Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes),
        _ => Encoding.UTF8.GetString(bytes),
    };

    /// <summary>The readable parts of a binary, one per line, like the command <c>strings</c>.</summary>
    private static string Runs(ReadOnlySpan<byte> bytes)
    {
        var runs = new StringBuilder();
        var start = 0;
        for (var index = 0; index <= bytes.Length; index++)
        {
            if (index < bytes.Length && bytes[index] is >= 0x20 and < 0x7F)
            {
                continue;
            }

            if (index - start >= ShortestRun)
            {
                runs.Append(Encoding.ASCII.GetString(bytes[start..index])).Append('\n');
            }

            start = index + 1;
        }

        return runs.ToString();
    }
}
