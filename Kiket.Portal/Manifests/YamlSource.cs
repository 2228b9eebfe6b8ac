using System.Text;

namespace Kiket.Portal.Manifests;

/// <summary>The decoded text of a file, with its lines for positions and excerpts.</summary>
internal sealed class YamlSource
{
    private readonly List<int> _lineStarts = [0];

    private YamlSource(string path, string text)
    {
        Path = path;
        Text = text;
        for (var index = text.IndexOf('\n'); index >= 0; index = text.IndexOf('\n', index + 1))
            _lineStarts.Add(index + 1);
    }

    public string Path { get; }

    /// <summary>Line ends are always <c>\n</c>, and any byte-order mark is removed.</summary>
    public string Text { get; }

    public int LineCount => _lineStarts.Count;

    /// <summary>One-based line and column of an offset.</summary>
    public (int Line, int Column) Position(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var found = _lineStarts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    public int LineStart(int line) => _lineStarts[Math.Clamp(line, 1, LineCount) - 1];

    /// <summary>The line without its line end, cut to a maximum length.</summary>
    public string Excerpt(int line)
    {
        var start = LineStart(line);
        var end = Text.IndexOf('\n', start);
        end = end < 0 ? Text.Length : end;
        return Text.Substring(start, Math.Min(end - start, 240));
    }

    /// <summary>
    /// Decodes the text of a file: UTF-8 with or without a byte-order mark, UTF-16 with one. Everything else is a
    /// finding; null when the text can't be decoded.
    /// </summary>
    public static YamlSource? Decode(ReadOnlySpan<byte> bytes, string path, ManifestNotes notes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            var encoding = bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
            notes.Add(FileRules.Utf16, "The file is UTF-16; GitHub, the command-line client and most editors expect UTF-8.", null);
            return From(encoding.GetString(bytes[2..]), path, notes);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        if (InvalidUtf8At(bytes) is { } bad)
        {
            var line = bytes[..bad].Count((byte)'\n') + 1;
            notes.AddAt(FileRules.NotUtf8, $"Byte 0x{bytes[bad]:X2} on line {line} isn't UTF-8.", line, null);
        }

        return From(Encoding.UTF8.GetString(bytes), path, notes);
    }

    private static YamlSource? From(string text, string path, ManifestNotes notes)
    {
        var source = new YamlSource(path, text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'));
        notes.Source = source;
        var control = source.Text.AsSpan().IndexOfAnyInRange('\0', '\u0008');
        if (control < 0)
            return source;
        var (line, column) = source.Position(control);
        notes.AddAt(
            FileRules.ControlCharacter,
            $"Line {line} contains the control character U+{(int)source.Text[control]:X4}, so this isn't a text file.",
            line,
            column,
            Visible(source.Excerpt(line)));
        return null;
    }

    private static string Visible(string line) =>
        string.Concat(line.Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private static int? InvalidUtf8At(ReadOnlySpan<byte> bytes)
    {
        for (var index = 0; index < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[index..], out _, out var consumed) != System.Buffers.OperationStatus.Done)
                return index;
            index += consumed;
        }

        return null;
    }
}
