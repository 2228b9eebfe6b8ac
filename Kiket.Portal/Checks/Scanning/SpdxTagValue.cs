using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>SPDX as lines of <c>Tag: value</c>, the usual output of its own tools.</summary>
internal static class SpdxTagValue
{
    private const string Version = "SPDXVersion:";

    public static bool Looks(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 4096)].IndexOf("SPDXVersion:"u8) is var at and >= 0
        && bytes[..at].IndexOf((byte)'{') < 0;

    public static Result<ScanFileSummary> Read(ReadOnlyMemory<byte> bytes)
    {
        var (tools, licenses, version, packages) = (new List<string>(), new ScanTally(), (string?)null, 0);
        foreach (var raw in Encoding.UTF8.GetString(bytes.Span).AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.StartsWith(Version))
            {
                version = Value(line, Version)?.Replace("SPDX-", "", StringComparison.Ordinal);
            }
            else if (line.StartsWith("Creator: Tool:") && tools.Count < ScanFileSummary.MostNames)
            {
                tools.AddRange(Value(line, "Creator: Tool:") is { } tool ? [tool] : []);
            }
            else if (line.StartsWith("PackageName:"))
            {
                packages++;
            }
            else if (line.StartsWith("PackageLicenseConcluded:"))
            {
                var concluded = Value(line, "PackageLicenseConcluded:");
                licenses.Add(concluded is null or "NOASSERTION" or "NONE" ? "unknown" : concluded);
            }
        }

        return new ScanFileSummary(ScanFileFormat.Spdx, version, tools, [], packages, licenses.Most());
    }

    private static string? Value(ReadOnlySpan<char> line, string tag) => ScanTally.Clean(line[tag.Length..].ToString());
}
