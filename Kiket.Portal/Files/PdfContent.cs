using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Files;

/// <summary>
/// Finds what a PDF does beside being read. The names of its parts say so, in the file itself or in its compressed parts, where
/// letters may be written as <c>#4A</c>.
/// </summary>
internal static partial class PdfContent
{
    /// <summary>Of a file of 10 MB, the compressed objects are a few; a bomb stops here, and what wasn't read is refused.</summary>
    private const int MaxInflated = 64 * 1024 * 1024;

    private static readonly (string[] Names, string What)[] Active =
    [
        (["JavaScript", "JS"], "a script"),
        (["Launch"], "an action that starts a program"),
        (["EmbeddedFile", "EmbeddedFiles", "FileAttachment"], "an attached file"),
        (["RichMedia", "Movie", "Sound", "Rendition", "3D"], "embedded media"),
        (["SubmitForm", "ImportData", "GoToE", "GoToR"], "an action that opens other files or sends data"),
        (["XFA"], "a dynamic form"),
        (["Encrypt"], "a password or restrictions, so it can't be checked"),
    ];

    /// <summary>What the document has in it, worded as the object of a sentence; null when it is only pages.</summary>
    public static string? Found(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var found = Names(Outside(text));
        var left = MaxInflated;
        foreach (var stream in Streams().EnumerateMatches(text))
        {
            var start = stream.Index + stream.Length;
            var end = text.IndexOf("endstream", start, StringComparison.Ordinal);
            if (Inflate(bytes[start..(end < 0 ? bytes.Length : end)], ref left) is not { } inside)
            {
                return "more compressed data than can be checked";
            }

            // The pages' own drawing has no dictionaries with these names; lists of objects do.
            if (inside.Contains("<<", StringComparison.Ordinal))
            {
                found.UnionWith(Names(inside));
            }
        }

        return Array.Find(Active, kind => kind.Names.Any(found.Contains)).What;
    }

    /// <summary>The file without the data of its streams, whose random bytes may look like names.</summary>
    private static string Outside(string text)
    {
        var outside = new StringBuilder(text.Length);
        var from = 0;
        foreach (var stream in Streams().EnumerateMatches(text))
        {
            if (stream.Index < from)
            {
                continue;
            }

            outside.Append(text, from, stream.Index - from).Append('\n');
            var end = text.IndexOf("endstream", stream.Index + stream.Length, StringComparison.Ordinal);
            from = end < 0 ? text.Length : end;
        }

        return outside.Append(text, from, text.Length - from).ToString();
    }

    private static HashSet<string> Names(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match name in Name().Matches(text))
        {
            names.Add(Escape().Replace(name.Groups["name"].Value, code => ((char)Convert.ToInt32(code.Value[1..], 16)).ToString()));
        }

        return names;
    }

    /// <summary>The data of a stream, or nothing when it isn't compressed in the usual way; null when it is more than may be read.</summary>
    private static string? Inflate(ReadOnlySpan<byte> data, ref int left)
    {
        if (data is not [0x78 or 0x48 or 0x58 or 0x68, ..])
        {
            return Encoding.Latin1.GetString(data);
        }

        using var source = new MemoryStream(data.ToArray());
        using var inflated = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            using var inflater = new ZLibStream(source, CompressionMode.Decompress);
            for (var read = inflater.Read(buffer); read > 0; read = inflater.Read(buffer))
            {
                left -= read;
                if (left < 0)
                {
                    return null;
                }

                inflated.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            // What could be read counts; programs that show PDFs do the same.
        }

        return Encoding.Latin1.GetString(inflated.GetBuffer(), 0, (int)inflated.Length);
    }

    [GeneratedRegex(@"\bstream\r?\n", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Streams();

    [GeneratedRegex(@"/(?<name>[A-Za-z0-9#]{1,60})", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Name();

    [GeneratedRegex("#[0-9A-Fa-f]{2}", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Escape();
}
