using SkiaSharp;

namespace Kiket.Portal.Demo;

/// <summary>A drawn application window for demo content: title, side bar, and methods to draw the content.</summary>
internal sealed class DemoScreen : IDisposable
{
    public const int Width = 1280;
    public const int Height = 800;
    public const int Left = 250;
    public const int Top = 110;

    private static readonly SKColor Ink = new(0x0f, 0x17, 0x2a);
    private static readonly SKColor Muted = new(0x64, 0x74, 0x8b);
    private static readonly SKColor Line = new(0xe2, 0xe8, 0xf0);
    private static readonly SKColor Ground = new(0xf8, 0xfa, 0xfc);

    private readonly SKSurface _surface = SKSurface.Create(new SKImageInfo(Width, Height));
    private readonly SKTypeface _face = LoadFace();
    private readonly SKColor _accent;

    public DemoScreen(string title, SKColor accent, params string[] places)
    {
        _accent = accent;
        Canvas.Clear(Ground);
        Box(0, 0, Left - 30, Height, SKColors.White, radius: 0);
        Box(Left - 31, 0, 1, Height, Line, radius: 0);
        Box(28, 28, 30, 30, accent, radius: 8);
        Text("Workspace", 70, 50, 17, Ink);
        for (var i = 0; i < places.Length; i++)
        {
            if (i == 0)
            {
                Box(16, 92, Left - 62, 38, Tint, radius: 9);
            }

            Text(places[i], 34, 117 + (i * 44), 16, i == 0 ? accent : Muted);
        }

        Text(title, Left, 66, 30, Ink);
    }

    private SKCanvas Canvas => _surface.Canvas;

    private SKColor Tint => new((byte)((_accent.Red + 510) / 3), (byte)((_accent.Green + 510) / 3), (byte)((_accent.Blue + 510) / 3));

    public DemoScreen Panel(float x, float y, float width, float height)
    {
        Box(x, y, width, height, Line, radius: 14);
        Box(x + 1, y + 1, width - 2, height - 2, SKColors.White, radius: 13);
        return this;
    }

    public DemoScreen Strong(string text, float x, float y, float size = 18) => Text(text, x, y, size, Ink);

    public DemoScreen Quiet(string text, float x, float y, float size = 15) => Text(text, x, y, size, Muted);

    public DemoScreen Rule(float x, float y, float width) => Box(x, y, width, 1, Line, radius: 0);

    public DemoScreen Pill(string text, float x, float y)
    {
        using var font = new SKFont(_face, 14);
        Box(x, y - 18, font.MeasureText(text) + 24, 27, Tint, radius: 13);
        return Text(text, x + 12, y, 14, _accent);
    }

    public DemoScreen Bar(float x, float y, float width, float height, bool strong = true) => Box(x, y, width, height, strong ? _accent : Tint, radius: 6);

    public DemoScreen Face(string letter, float x, float y)
    {
        Box(x, y, 40, 40, Tint, radius: 20);
        return Text(letter, x + 14, y + 26, 17, _accent);
    }

    public byte[] ToPng()
    {
        using var image = _surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    public void Dispose()
    {
        _face.Dispose();
        _surface.Dispose();
    }

    private DemoScreen Text(string text, float x, float y, float size, SKColor colour)
    {
        using var font = new SKFont(_face, size);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        Canvas.DrawText(text, x, y, SKTextAlign.Left, font, paint);
        return this;
    }

    private DemoScreen Box(float x, float y, float width, float height, SKColor colour, float radius)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        Canvas.DrawRoundRect(new SKRoundRect(SKRect.Create(x, y, width, height), radius), paint);
        return this;
    }

    private static SKTypeface LoadFace()
    {
        using var file = typeof(DemoScreen).Assembly.GetManifestResourceStream("Kiket.Portal.Geist-SemiBold.ttf")
            ?? throw new InvalidOperationException("The font of demo pictures is not in the assembly.");
        return SKTypeface.FromStream(file) ?? throw new InvalidOperationException("The font of demo pictures cannot be read.");
    }
}
