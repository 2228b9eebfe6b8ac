using Kiket.Portal.Components.Shared;
using Kiket.Portal.Listings;
using SkiaSharp;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>
/// The picture that other sites show for a link to a listing: icon, name, summary and publisher, 1200 by 630.
/// It only depends on the listing, so it changes with it and is cached with its page.
/// </summary>
public sealed class ListingPicture : IDisposable
{
    private const int Width = 1200;
    private const int Height = 630;
    private const int Margin = 80;

    /// <summary>The icon's eight colour families (background, front, back), the same as in <c>portal.css</c>.</summary>
    private static readonly (uint Ground, uint Front, uint Back)[] Hues =
    [
        (0xffe0e7ff, 0xff4f46e5, 0xff818cf8), (0xffe0f2fe, 0xff0369a1, 0xff38bdf8), (0xffccfbf1, 0xff0f766e, 0xff2dd4bf),
        (0xfffce7f3, 0xffbe185d, 0xfff472b6), (0xffede9fe, 0xff6d28d9, 0xffa78bfa), (0xfffef3c7, 0xffb45309, 0xfffbbf24),
        (0xffe2e8f0, 0xff334155, 0xff94a3b8), (0xffdcfce7, 0xff15803d, 0xff4ade80),
    ];

    private static readonly SKColor Ground = new(0xf8, 0xfa, 0xfc);
    private static readonly SKColor Ink = new(0x0f, 0x17, 0x2a);
    private static readonly SKColor Muted = new(0x52, 0x60, 0x77);
    private static readonly SKColor[] Brand = [new(0x22, 0xd3, 0xee), new(0x63, 0x66, 0xf1), new(0xf4, 0x72, 0xb6)];

    /// <summary>Embedded, because a container has no fonts and system fonts would look different everywhere.</summary>
    private readonly SKTypeface _face = LoadFace();

    /// <param name="icon">The extension's own icon on disk; null or an SVG draws the icon that is made from the id.</param>
    public byte[] Draw(Listing listing, string? icon = null)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        var canvas = surface.Canvas;
        canvas.Clear(Ground);
        DrawBrand(canvas);
        DrawIcon(canvas, IconDrawing.Of(listing.ExtensionId), icon);
        var y = DrawText(canvas, listing.Name, 330, 76, Ink, lines: 1);
        y = DrawText(canvas, listing.Summary, y + 24, 40, Muted, lines: 3);
        DrawText(canvas, $"by {listing.PublisherName} · Kiket Marketplace", Math.Max(y + 20, Height - Margin), 30, Ink, lines: 1);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    public void Dispose() => _face.Dispose();

    private static SKTypeface LoadFace()
    {
        using var file = typeof(ListingPicture).Assembly.GetManifestResourceStream("Kiket.Portal.Geist-SemiBold.ttf")
            ?? throw new InvalidOperationException("The font of link pictures is not in the assembly.");
        return SKTypeface.FromStream(file) ?? throw new InvalidOperationException("The font of link pictures cannot be read.");
    }

    private static void DrawBrand(SKCanvas canvas)
    {
        using var shader = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(Width, 0), Brand, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, Width, 14, paint);
    }

    private static void DrawIcon(SKCanvas canvas, IconDrawing drawing, string? icon)
    {
        var (ground, front, back) = Hues[drawing.Hue % Hues.Length];
        canvas.Save();
        canvas.Translate(Margin, Margin);
        canvas.Scale(20);
        canvas.ClipRoundRect(new SKRoundRect(new SKRect(0, 0, 8, 8), 1.8f), antialias: true);
        using (var uploaded = icon is null ? null : SKImage.FromEncodedData(icon))
        {
            if (uploaded is not null)
            {
                canvas.DrawImage(uploaded, new SKRect(0, 0, 8, 8), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            }
            else
            {
                Fill(canvas, "M0 0h8v8H0z", ground);
                Fill(canvas, drawing.Front, front);
                Fill(canvas, drawing.Back, back);
            }
        }

        canvas.Restore();
    }

    private static void Fill(SKCanvas canvas, string path, SKColor colour)
    {
        using var shape = SKPath.ParseSvgPathData(path);
        if (shape is null)
        {
            return;
        }

        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawPath(shape, paint);
    }

    /// <summary>Draws up to the given number of lines and returns the baseline after the last one.</summary>
    private float DrawText(SKCanvas canvas, string text, float y, float size, SKColor colour, int lines)
    {
        using var font = new SKFont(_face, size);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        foreach (var line in Wrap(text, font, lines))
        {
            canvas.DrawText(line, Margin, y, SKTextAlign.Left, font, paint);
            y += size * 1.3f;
        }

        return y;
    }

    private static List<string> Wrap(string text, SKFont font, int lines)
    {
        const float Most = Width - (2 * Margin);
        var wrapped = new List<string> { "" };
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = wrapped[^1].Length == 0 ? word : $"{wrapped[^1]} {word}";
            if (font.MeasureText(longer) <= Most)
            {
                wrapped[^1] = longer;
            }
            else if (wrapped.Count == lines)
            {
                wrapped[^1] = Cut(longer, font, Most);
                return wrapped;
            }
            else
            {
                wrapped.Add(Cut(word, font, Most));
            }
        }

        return wrapped;
    }

    private static string Cut(string line, SKFont font, float most)
    {
        if (font.MeasureText(line) <= most)
        {
            return line;
        }

        var length = line.Length;
        while (length > 1 && font.MeasureText(line[..length] + "…") > most)
        {
            length--;
        }

        return line[..length].TrimEnd() + "…";
    }
}
