using System.Text;

namespace Kiket.Portal.Files;

/// <summary>Names a file by its content, for the message that refuses it: "It is a Windows program, not a picture."</summary>
internal static class WhatItIs
{
    private const int Looked = 1024;

    private static readonly string[] WebPages = ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"];

    public static string Name(ReadOnlySpan<byte> bytes) => PictureFormats.Of(bytes) switch
    {
        PictureFormat.Png => "a PNG picture",
        PictureFormat.Jpeg => "a JPEG picture",
        PictureFormat.Gif => "a GIF picture",
        PictureFormat.WebP => "a WebP picture",
        PictureFormat.Svg => "an SVG drawing",
        _ => Other(bytes),
    };

    /// <summary>Whether text begins as a web page, a drawing or other markup: none of that is plain text.</summary>
    public static bool IsMarkup(ReadOnlySpan<byte> bytes)
    {
        var text = Beginning(bytes);
        return text.Length > 1 && text[0] == '<' && (char.IsAsciiLetter(text[1]) || text[1] is '!' or '?');
    }

    private static string Other(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => "empty",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "a PDF",
        [(byte)'M', (byte)'Z', ..] => "a Windows program",
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] or [0xCF, 0xFA, 0xED, 0xFE, ..] or [0xCA, 0xFE, 0xBA, 0xBE, ..] => "a program",
        [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] => "a ZIP archive or an Office document",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an Office document",
        [0x1F, 0x8B, ..] => "a gzip archive",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "a HEIC or AVIF picture, or a video",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "a BMP picture",
        [(byte)'I', (byte)'I', (byte)'*', 0, ..] or [(byte)'M', (byte)'M', 0, (byte)'*', ..] => "a TIFF picture",
        _ => Text(bytes),
    };

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = Beginning(bytes);
        foreach (var page in WebPages)
        {
            if (text.StartsWith(page, StringComparison.OrdinalIgnoreCase))
            {
                return "a web page";
            }
        }

        if (IsMarkup(bytes))
        {
            return "an XML file";
        }

        return bytes[..Math.Min(bytes.Length, Looked)].IndexOfAnyInRange((byte)0, (byte)8) < 0 ? "a text file" : "a binary file of another kind";
    }

    private static ReadOnlySpan<char> Beginning(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Looked)]).AsSpan().TrimStart('\uFEFF').TrimStart();
}
