using Kiket.Portal.Foundation;
using SkiaSharp;

namespace Kiket.Portal.Files;

/// <summary>
/// Accepts pictures from strangers. Raster pictures are recognized by their first bytes, checked for size before they are
/// decoded, and redrawn, which removes metadata and anything hidden after the pixels. SVG is stored unchanged and only
/// ever served as a picture without scripts (see <c>PictureRoutes</c>).
/// </summary>
public sealed class PictureStore(FileStore files) : IDisposable
{
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>4096 × 4096 pixels of four bytes each need 64 MiB while a picture is drawn.</summary>
    public const int MaxSide = 4096;

    private const int JpegQuality = 90;

    /// <summary>Limits the memory: two pictures at a time need 256 MiB at most.</summary>
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
                return Error.Invalid("picture_format", "it isn't a PNG, JPEG, GIF, WebP or SVG.");
            case PictureFormat.Svg:
                return SvgDrawing.Prepare(bytes).TryGet(out var drawing, out var problem)
                    ? await files.SaveAsync(drawing, "svg", cancellationToken)
                    : problem;
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
                    ? await files.SaveAsync(picture.Content, format == PictureFormat.Jpeg ? "jpg" : "png", cancellationToken) with
                    {
                        Size = picture.Size,
                        IsAnimation = PictureFormats.IsAnimated(bytes.Span, format),
                    }
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
        using (var encoded = format == PictureFormat.Jpeg
            ? bitmap.Encode(SKEncodedImageFormat.Jpeg, JpegQuality)
            : bitmap.Encode(SKEncodedImageFormat.Png, 100))
        {
            return new Drawn(encoded.ToArray(), new PictureSize(bitmap.Width, bitmap.Height));
        }
    }

    private sealed record Drawn(byte[] Content, PictureSize Size);
}
