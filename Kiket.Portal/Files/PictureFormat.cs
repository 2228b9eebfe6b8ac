using System.Text;

namespace Kiket.Portal.Files;

internal enum PictureFormat
{
    Unknown,
    Png,
    Jpeg,
    Gif,
    WebP,
    Svg,
}

/// <summary>Recognizes pictures by their first bytes, never by name.</summary>
internal static class PictureFormats
{
    public static PictureFormat Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PictureFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => PictureFormat.Jpeg,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => PictureFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PictureFormat.WebP,
        _ => IsSvg(bytes) ? PictureFormat.Svg : PictureFormat.Unknown,
    };

    /// <summary>
    /// Whether it has more than one frame. An animated PNG has a chunk for it before the first picture, an animated WebP a flag
    /// in its header.
    /// </summary>
    public static bool IsAnimated(ReadOnlySpan<byte> bytes, PictureFormat format) => format switch
    {
        PictureFormat.Png => bytes.IndexOf("acTL"u8) is var control and > 0 && control < bytes.IndexOf("IDAT"u8),
        PictureFormat.WebP => bytes.Length > 20 && bytes[12..16].SequenceEqual("VP8X"u8) && (bytes[20] & 0x02) != 0,
        PictureFormat.Gif => HasSecondFrame(bytes),
        _ => false,
    };

    /// <summary>Walks over a GIF's blocks up to its second frame, without decoding any.</summary>
    private static bool HasSecondFrame(ReadOnlySpan<byte> gif)
    {
        if (gif.Length < 13)
        {
            return false;
        }

        var at = 13 + ColourTable(gif[10]);
        for (var frames = 0; at < gif.Length;)
        {
            switch (gif[at])
            {
                case 0x21:
                    at += 2;
                    break;
                case 0x2C when frames == 1:
                    return true;
                case 0x2C when at + 10 < gif.Length:
                    frames++;
                    at += 11 + ColourTable(gif[at + 9]);
                    break;
                default:
                    return false;
            }

            while (at < gif.Length && gif[at] > 0)
            {
                at += gif[at] + 1;
            }

            at++;
        }

        return false;
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>The first element is svg, whatever its prefix, after a declaration, comments and a document type.</summary>
    private static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        var root = SvgDrawing.Root(bytes);
        if (root.IsEmpty || root[0] != '<')
        {
            return false;
        }

        var length = root[1..].IndexOfAny(" \t\r\n/>"u8);
        return length is > 2 and < 40 && Encoding.UTF8.GetString(root.Slice(1, length)) is var name
            && (name.Equals("svg", StringComparison.OrdinalIgnoreCase) || name.EndsWith(":svg", StringComparison.Ordinal));
    }
}
