using System.Buffers;
using System.Text;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>
/// Writes text as UTF-8 to a stream, through one pooled buffer. A renderer writes thousands of short pieces.
/// A stream writer would copy each twice and discard its buffers with the page.
/// </summary>
internal sealed class Utf8Writer(Stream output) : TextWriter
{
    private const int Size = 32 * 1024;

    /// <summary>A UTF-16 code unit takes at most three bytes in UTF-8.</summary>
    private const int MostAtOnce = Size / 4;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _used;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (buffer.Length > MostAtOnce)
        {
            // Keeps both halves of a surrogate pair together.
            var length = char.IsHighSurrogate(buffer[MostAtOnce - 1]) ? MostAtOnce - 1 : MostAtOnce;
            Encode(buffer[..length]);
            buffer = buffer[length..];
        }

        Encode(buffer);
    }

    public override void Flush()
    {
        output.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            Flush();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        base.Dispose(disposing);
    }

    private void Encode(ReadOnlySpan<char> text)
    {
        if (text.Length * 3 > _buffer.Length - _used)
        {
            Flush();
        }

        _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
    }
}
