using System.Buffers.Binary;
using SkiaSharp;

namespace Kiket.Portal.Files;

/// <summary>The orientation that a PNG has in its Exif chunk, which the codec doesn't read (https://www.w3.org/TR/png-3/#eXIf).</summary>
internal static class PngOrientation
{
    private const ushort Orientation = 0x0112;

    /// <summary>More entries than any camera writes.</summary>
    private const int MaxEntries = 200;

    public static SKEncodedOrigin Of(ReadOnlySpan<byte> bytes)
    {
        if (PictureFormats.Of(bytes) != PictureFormat.Png)
        {
            return SKEncodedOrigin.Default;
        }

        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12)
            {
                break;
            }

            if (bytes.Slice(at + 4, 4).SequenceEqual("eXIf"u8))
            {
                return Read(bytes.Slice(at + 8, (int)length));
            }

            at += (int)length + 12;
        }

        return SKEncodedOrigin.Default;
    }

    private static SKEncodedOrigin Read(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 14 || !(exif.StartsWith("MM"u8) || exif.StartsWith("II"u8)))
        {
            return SKEncodedOrigin.Default;
        }

        var isBig = exif[0] == 'M';
        var at = Number32(exif[4..], isBig);
        if (at > exif.Length - 2)
        {
            return SKEncodedOrigin.Default;
        }

        var entries = Math.Min((int)Number16(exif[(int)at..], isBig), MaxEntries);
        for (var index = 0; index < entries && at + 14 + (index * 12) <= exif.Length; index++)
        {
            var entry = exif.Slice((int)at + 2 + (index * 12), 12);
            if (Number16(entry, isBig) == Orientation)
            {
                var value = Number16(entry[8..], isBig);
                return value is >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.Default;
            }
        }

        return SKEncodedOrigin.Default;
    }

    private static ushort Number16(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Number32(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
