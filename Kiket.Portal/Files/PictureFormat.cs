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

    /// <summary>The first element is svg, after a declaration, comments and a document type without entities of its own.</summary>
    private static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4096)]).AsSpan().TrimStart('\uFEFF').TrimStart();
        while (text.StartsWith("<?") || text.StartsWith("<!"))
        {
            var end = text.IndexOf(text.StartsWith("<!--") ? "-->" : ">");
            if (end < 0 || text[..end].Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            text = text[(text.IndexOf('>') is var close && text.StartsWith("<!--") ? end + 3 : close + 1)..].TrimStart();
        }

        return text.Length > 4 && text.StartsWith("<svg", StringComparison.OrdinalIgnoreCase) && (char.IsWhiteSpace(text[4]) || text[4] is '>' or '/');
    }
}
