using Kiket.Portal.Foundation;
using SkiaSharp;

namespace Kiket.Portal.Files;

/// <summary>Decodes strangers' pictures: checks the size in the header before decoding anything, then rotates the picture upright.</summary>
internal static class PictureDrawing
{
    /// <param name="whole">Refuses a truncated picture instead of showing part of it.</param>
    public static Result<SKBitmap> Decode(ReadOnlyMemory<byte> bytes, bool whole)
    {
        using var data = SKData.CreateCopy(bytes.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0)
        {
            return Error.Invalid("picture_broken", "it can't be decoded.");
        }

        if (codec.Info.Width > PictureStore.MaxSide || codec.Info.Height > PictureStore.MaxSide)
        {
            return Error.TooLarge(
                "picture_dimensions",
                $"it measures {codec.Info.Width} × {codec.Info.Height} pixels; the limit is {PictureStore.MaxSide} × {PictureStore.MaxSide}.");
        }

        // With a colour space of its own, the codec converts from the picture's profile, which is removed.
        using var colours = SKColorSpace.CreateSrgb();
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours));
        var decoded = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (decoded == SKCodecResult.IncompleteInput && whole)
        {
            return Error.Invalid("picture_incomplete", "the file is cut off.");
        }

        return decoded is SKCodecResult.Success or SKCodecResult.IncompleteInput
            ? Upright(bitmap, codec.EncodedOrigin is var origin and not SKEncodedOrigin.TopLeft ? origin : PngOrientation.Of(bytes.Span))
            : Error.Invalid("picture_broken", "it can't be decoded.");
    }

    /// <summary>The camera's orientation is in the metadata, which is removed, so the pixels are rotated instead.</summary>
    private static SKBitmap Upright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return bitmap.Copy();
        }

        var sideways = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = sideways ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var turned = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, bitmap.ColorSpace));
        using var canvas = new SKCanvas(turned);
        switch (origin)
        {
            case SKEncodedOrigin.TopRight:
                canvas.Scale(-1, 1, width / 2f, 0);
                break;
            case SKEncodedOrigin.BottomRight:
                canvas.RotateDegrees(180, width / 2f, height / 2f);
                break;
            case SKEncodedOrigin.BottomLeft:
                canvas.Scale(1, -1, 0, height / 2f);
                break;
            default:
                Quarter(canvas, origin, width, height);
                break;
        }

        canvas.DrawBitmap(bitmap, 0, 0, SKSamplingOptions.Default);
        return turned;
    }

    private static void Quarter(SKCanvas canvas, SKEncodedOrigin origin, int width, int height)
    {
        if (origin is SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom)
        {
            canvas.Translate(width, 0);
            canvas.RotateDegrees(90);
        }
        else
        {
            canvas.Translate(0, height);
            canvas.RotateDegrees(-90);
        }

        if (origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightBottom)
        {
            // Mirrored too. After the rotation, the picture's original width is its height.
            canvas.Scale(-1, 1, height / 2f, 0);
        }
    }
}
