using System.Buffers.Binary;
using Kiket.Portal.Foundation;
using SkiaSharp;

namespace Kiket.Portal.Files;

/// <summary>A picture as it is stored: redrawn, which removes metadata and anything hidden after the pixels.</summary>
/// <param name="Card">Its 16:9 part for galleries, as WebP; null for an icon.</param>
internal sealed record DrawnPicture(string Format, byte[] Content, int Width, int Height, byte[]? Card);

/// <summary>The rules for a listing's icon and screenshots, and how they are drawn.</summary>
internal static class UploadedPicture
{
    public const int MinIconSide = 64;
    public const int MinScreenshotWidth = 320;
    public const int MinScreenshotHeight = 180;

    /// <summary>An icon is shown at up to 80 pixels, which is four times as many on dense screens.</summary>
    private const int IconSide = 256;

    private const int MaxScreenshotSide = 1920;

    /// <summary>A picture of a whole page has to stay readable.</summary>
    private const int MaxWholeSide = 4096;
    private const int CardWidth = 640;
    private const int CardHeight = 360;
    private const int JpegQuality = 88;
    private const int CardQuality = 82;

    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    public static Result<DrawnPicture> Draw(ReadOnlyMemory<byte> bytes, UploadKind kind)
    {
        if (Problem(bytes.Span) is { } problem)
        {
            return problem;
        }

        if (!PictureDrawing.Decode(bytes, whole: true).TryGet(out var bitmap, out var error))
        {
            return Friendly(error);
        }

        using (bitmap)
        {
            return kind switch
            {
                UploadKind.Icon => Icon(bitmap),
                UploadKind.TicketFile => Whole(bitmap, PictureFormats.Of(bytes.Span)),
                _ => Screenshot(bitmap, PictureFormats.Of(bytes.Span)),
            };
        }
    }

    /// <summary>The checks that don't need decoding.</summary>
    private static Error? Problem(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return Error.Invalid("file_empty", "The file is empty. Save it again, then add it.");
        }

        var format = PictureFormats.Of(bytes);
        return format switch
        {
            PictureFormat.Svg => Error.Invalid(
                "picture_svg", "SVG files can contain scripts, so they aren't accepted here. Export the drawing as PNG, then add that."),
            PictureFormat.Gif => Error.Invalid("picture_format", "GIF isn't accepted here. Save the picture as PNG, JPEG or WebP."),
            PictureFormat.Unknown => Error.Invalid(
                "picture_format", $"The content is {WhatItIs.Name(bytes)}, whatever the file's name says. Add a PNG, JPEG or WebP picture."),
            _ when PictureFormats.IsAnimated(bytes, format) =>
                Error.Invalid("picture_animated", "The picture is animated. Save it as a still picture, then add that."),
            _ when IsCutOff(bytes, format) => CutOff(),
            PictureFormat.Png when bytes.Length > 24 && !bytes[12..16].SequenceEqual("IHDR"u8) => Broken(),
            PictureFormat.Png when bytes.Length > 24 && bytes[12..16].SequenceEqual("IHDR"u8) =>
                TooManyPixels(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])),
            _ => null,
        };
    }

    private static Error? TooManyPixels(uint width, uint height) => width > PictureStore.MaxSide || height > PictureStore.MaxSide
        ? Error.TooLarge(
            "picture_dimensions",
            $"The picture measures {width} × {height} pixels; the limit is {PictureStore.MaxSide} × {PictureStore.MaxSide}. "
            + "Make it smaller, then add it again.")
        : null;

    private static Error CutOff() => Error.Invalid("picture_incomplete", "The picture is cut off. Save it again, then add it.");

    private static Error Broken() => Error.Invalid("picture_broken", "The picture is damaged and can't be read. Open it, save it again, then add it.");

    private static Error Friendly(Error error) => error.Code switch
    {
        "picture_incomplete" => CutOff(),
        "picture_dimensions" => error with { Message = $"Too many pixels: {error.Message} Make it smaller, then add it again." },
        _ => Broken(),
    };

    private static Result<DrawnPicture> Icon(SKBitmap bitmap)
    {
        var side = Math.Min(bitmap.Width, bitmap.Height);
        if (side < MinIconSide)
        {
            return TooSmall(bitmap, $"An icon needs at least {MinIconSide} × {MinIconSide} pixels");
        }

        var from = SKRect.Create((bitmap.Width - side) / 2f, (bitmap.Height - side) / 2f, side, side);
        using var icon = Scale(bitmap, from, Math.Min(side, IconSide), Math.Min(side, IconSide));
        return new DrawnPicture("png", Encode(icon, SKEncodedImageFormat.Png, 100), icon.Width, icon.Height, Card: null);
    }

    private static Result<DrawnPicture> Screenshot(SKBitmap bitmap, PictureFormat format)
    {
        if (bitmap.Width < MinScreenshotWidth || bitmap.Height < MinScreenshotHeight)
        {
            return TooSmall(bitmap, $"A screenshot needs at least {MinScreenshotWidth} × {MinScreenshotHeight} pixels");
        }

        using var shown = Fit(bitmap, MaxScreenshotSide);
        using var card = Scale(bitmap, CardPart(bitmap.Width, bitmap.Height), CardWidth, CardHeight);
        return Drawn(shown, format, Encode(card, SKEncodedImageFormat.Webp, CardQuality));
    }

    /// <summary>As it is, however small.</summary>
    private static DrawnPicture Whole(SKBitmap bitmap, PictureFormat format)
    {
        using var shown = Fit(bitmap, MaxWholeSide);
        return Drawn(shown, format, card: null);
    }

    private static SKBitmap Fit(SKBitmap bitmap, int side)
    {
        var scale = Math.Min(1f, side / (float)Math.Max(bitmap.Width, bitmap.Height));
        return Scale(
            bitmap, SKRect.Create(bitmap.Width, bitmap.Height), Math.Max(1, (int)(bitmap.Width * scale)), Math.Max(1, (int)(bitmap.Height * scale)));
    }

    private static DrawnPicture Drawn(SKBitmap shown, PictureFormat format, byte[]? card)
    {
        var jpeg = format == PictureFormat.Jpeg;
        return new DrawnPicture(
            jpeg ? "jpg" : "png",
            jpeg ? Encode(shown, SKEncodedImageFormat.Jpeg, JpegQuality) : Encode(shown, SKEncodedImageFormat.Png, 100),
            shown.Width,
            shown.Height,
            card);
    }

    /// <summary>The 16:9 part that a gallery shows: the middle of a wide picture, or the top of a tall one, where the screen's title is.</summary>
    private static SKRect CardPart(int width, int height)
    {
        const float Ratio = CardWidth / (float)CardHeight;
        return width > height * Ratio
            ? SKRect.Create((width - (height * Ratio)) / 2, 0, height * Ratio, height)
            : SKRect.Create(0, 0, width, width / Ratio);
    }

    private static Error TooSmall(SKBitmap bitmap, string needs) =>
        Error.Invalid("picture_too_small", $"{needs}; this one has {bitmap.Width} × {bitmap.Height}. Add a larger one.");

    private static SKBitmap Scale(SKBitmap bitmap, SKRect from, int width, int height)
    {
        var scaled = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(scaled);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.DrawImage(image, from, SKRect.Create(width, height), Smooth);
        return scaled;
    }

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>Decoders silently fill the missing part of a JPEG with grey, so this checks for its end.</summary>
    private static bool IsCutOff(ReadOnlySpan<byte> bytes, PictureFormat format)
    {
        switch (format)
        {
            case PictureFormat.Jpeg:
                return !HasEnd(bytes);
            case PictureFormat.WebP:
                return bytes.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length;
            default:
                return bytes.IndexOf("IEND"u8) < 0;
        }
    }

    /// <summary>Walks the segments to the picture itself, because a preview in the metadata has its own end.</summary>
    private static bool HasEnd(ReadOnlySpan<byte> jpeg)
    {
        const byte Marker = 0xFF;
        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == Marker)
        {
            if (jpeg[at + 1] == 0xDA)
            {
                return jpeg[at..].IndexOf((ReadOnlySpan<byte>)[Marker, 0xD9]) >= 0;
            }

            at += jpeg[at + 1] == Marker ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
        }

        return false;
    }
}
