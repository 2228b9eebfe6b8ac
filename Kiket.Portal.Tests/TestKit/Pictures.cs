using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Pictures and documents as people and attackers send them.</summary>
internal static class Pictures
{
    public static byte[] Png(int width = 1280, int height = 720, SKColor? colour = null) => Of(SKEncodedImageFormat.Png, width, height, colour);

    /// <summary>One colour with a red corner at the top left.</summary>
    public static byte[] Of(SKEncodedImageFormat format, int width, int height, SKColor? colour = null)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(colour ?? SKColors.Blue);
        using var red = new SKPaint { Color = SKColors.Red };
        canvas.DrawRect(0, 0, width / 4f, height / 2f, red);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A PNG whose header promises other dimensions than its data has.</summary>
    public static byte[] Promising(int width, int height)
    {
        var png = Png(400, 300);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return png;
    }

    /// <summary>A PNG with a chunk put behind its header.</summary>
    public static byte[] WithChunk(string type, byte[] data)
    {
        var png = Png(400, 300);
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32(chunk.AsSpan(4, 4 + data.Length)));
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    /// <summary>A WebP whose header says that it is animated.</summary>
    public static byte[] AnimatedWebP()
    {
        var still = Of(SKEncodedImageFormat.Webp, 400, 300);
        byte[] extended = [.. "VP8X"u8, 10, 0, 0, 0, 0x02, 0, 0, 0, 143, 1, 0, 43, 1, 0];
        byte[] animated = [.. still[..12], .. extended, .. still[12..]];
        BinaryPrimitives.WriteUInt32LittleEndian(animated.AsSpan(4), (uint)(animated.Length - 8));
        return animated;
    }

    /// <summary>A GIF of one pixel with as many frames as asked for.</summary>
    public static byte[] Gif(int frames)
    {
        byte[] frame = [0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return
        [
            .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
            .. Enumerable.Repeat(frame, frames).SelectMany(piece => piece), 0x3B,
        ];
    }

    /// <summary>A photograph that says where it was taken: an Exif segment that points to a position.</summary>
    public static byte[] JpegWithPosition()
    {
        var jpeg = Of(SKEncodedImageFormat.Jpeg, 640, 400);
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, .. "GPS 52.5200 N 13.4050 E"u8];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    public static byte[] Pdf(string inside = "") => Encoding.ASCII.GetBytes($"%PDF-1.7\n1 0 obj<<>>endobj\n{inside}\ntrailer<<>>\nstartxref\n9\n%%EOF\n");

    /// <summary>An empty ZIP: its last record alone.</summary>
    public static byte[] Zip() => [.. "PK"u8, 5, 6, .. new byte[18]];

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) == 1 ? 0xEDB88320u : 0);
            }
        }

        return ~sum;
    }
}
