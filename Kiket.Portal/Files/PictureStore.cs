using Kiket.Portal.Foundation;
using SkiaSharp;

namespace Kiket.Portal.Files;

/// <summary>
/// Takes pictures from strangers. Raster pictures are known by their first bytes, measured by their header before
/// anything is decoded, and drawn anew, so that metadata and whatever hid behind the pixels is gone. SVG is kept as it is
/// and only ever served as a picture that can do nothing (see <c>PictureRoutes</c>).
/// </summary>
public sealed class PictureStore(FileStore files) : IDisposable
{
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>4096 × 4096 in four bytes a pixel are 64 MiB while a picture is drawn.</summary>
    public const int MaxSide = 4096;

    private const int JpegQuality = 90;

    /// <summary>Bounds the memory: two pictures at a time are 256 MiB at most.</summary>
    private readonly SemaphoreSlim _drawing = new(2);

    public async Task<Result<StoredFile>> StoreAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > MaxBytes)
        {
            return Error.TooLarge("picture_too_large", $"it has {bytes.Length:N0} bytes; the limit is 5 MiB.");
        }

        switch (PictureFormats.Of(bytes.Span))
        {
            case PictureFormat.Unknown:
                return Error.Invalid("picture_format", "it is no PNG, JPEG, GIF, WebP or SVG.");
            case PictureFormat.Svg:
                return await files.SaveAsync(bytes, "svg", cancellationToken);
            case var format:
                await _drawing.WaitAsync(cancellationToken);
                Result<Drawn> drawn;
                try
                {
                    drawn = await Task.Run(() => Draw(bytes, format), cancellationToken);
                }
                finally
                {
                    _drawing.Release();
                }

                return drawn.TryGet(out var picture, out var error)
                    ? await files.SaveAsync(picture.Content, format == PictureFormat.Jpeg ? "jpg" : "png", cancellationToken) with { Size = picture.Size }
                    : error;
        }
    }

    public void Dispose() => _drawing.Dispose();

    private static Result<Drawn> Draw(ReadOnlyMemory<byte> bytes, PictureFormat format)
    {
        if (!PictureDrawing.Decode(bytes, whole: false).TryGet(out var bitmap, out var error))
        {
            return error;
        }

        using (bitmap)
        using (var encoded = format == PictureFormat.Jpeg ? bitmap.Encode(SKEncodedImageFormat.Jpeg, JpegQuality) : bitmap.Encode(SKEncodedImageFormat.Png, 100))
        {
            return new Drawn(encoded.ToArray(), new PictureSize(bitmap.Width, bitmap.Height));
        }
    }

    private sealed record Drawn(byte[] Content, PictureSize Size);
}
