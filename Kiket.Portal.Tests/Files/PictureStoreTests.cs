using System.Text;
using Kiket.Portal.Files;
using Kiket.Portal.Tests.TestKit;
using SkiaSharp;

namespace Kiket.Portal.Tests.Files;

public sealed class PictureStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kiket-").FullName;
    private readonly FileStore _files;
    private readonly PictureStore _pictures;

    public PictureStoreTests()
    {
        _files = new FileStore(_directory);
        _pictures = new PictureStore(_files);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, "png")]
    [InlineData(SKEncodedImageFormat.Jpeg, "jpg")]
    [InlineData(SKEncodedImageFormat.Webp, "png")]
    public async Task A_picture_is_redrawn_and_loses_hidden_data(SKEncodedImageFormat format, string extension)
    {
        var stored = (await _pictures.StoreAsync((byte[])[.. Pictures.Of(format, 20, 10), .. "<script>secret</script>"u8], CancellationToken.None)).Value;

        var bytes = await File.ReadAllBytesAsync(_files.Find(stored.Name)!);
        using var decoded = SKBitmap.Decode(bytes);
        Assert.Equal((extension, 20, 10, new PictureSize(20, 10)), (stored.Extension, decoded.Width, decoded.Height, stored.Size));
        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 180)]
    [InlineData(6, 90)]
    [InlineData(8, -90)]
    public async Task A_photograph_stands_upright_once_its_metadata_is_gone(byte orientation, int degrees)
    {
        var stored = (await _pictures.StoreAsync(WithOrientation(Pictures.Of(SKEncodedImageFormat.Jpeg, 80, 40), orientation), CancellationToken.None)).Value;

        using var decoded = SKBitmap.Decode(await File.ReadAllBytesAsync(_files.Find(stored.Name)!));
        var sideways = Math.Abs(degrees) == 90;
        Assert.Equal(sideways ? (40, 80) : (80, 40), (decoded.Width, decoded.Height));

        // The red corner was at the top left.
        var (x, y) = degrees switch { 180 => (70, 35), 90 => (35, 5), _ => (5, 75) };
        var pixel = decoded.GetPixel(x, y);
        Assert.True(pixel.Red > 180 && pixel.Blue < 90, $"{pixel}");
    }

    [Theory]
    [InlineData(6, 'M')]
    [InlineData(6, 'I')]
    [InlineData(3, 'M')]
    public async Task A_PNG_stands_upright_as_well(byte orientation, char order)
    {
        byte[] exif = order == 'M'
            ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
            : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        var stored = (await _pictures.StoreAsync(Pictures.WithChunk("eXIf", exif), CancellationToken.None)).Value;

        using var decoded = SKBitmap.Decode(await File.ReadAllBytesAsync(_files.Find(stored.Name)!));
        Assert.Equal(orientation == 6 ? (300, 400) : (400, 300), (decoded.Width, decoded.Height));
        Assert.Equal(SKColors.Red, orientation == 6 ? decoded.GetPixel(290, 10) : decoded.GetPixel(390, 290));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public async Task Colours_are_converted_by_the_pictures_profile(SKEncodedImageFormat format)
    {
        using var space = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using var wide = new SKBitmap(new SKImageInfo(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque, space));
        wide.GetPixelSpan().Fill(255);
        for (var at = 0; at < wide.ByteCount; at += 4)
        {
            // Display P3's own 0.5, 0.25, 0.25, which sRGB writes with more red.
            (wide.GetPixelSpan()[at], wide.GetPixelSpan()[at + 1], wide.GetPixelSpan()[at + 2]) = (200, 100, 100);
        }

        using var encoded = wide.Encode(format, 100);
        var stored = (await _pictures.StoreAsync(encoded.ToArray(), CancellationToken.None)).Value;

        using var decoded = SKBitmap.Decode(await File.ReadAllBytesAsync(_files.Find(stored.Name)!));
        var pixel = decoded.GetPixel(32, 32);
        Assert.InRange(pixel.Red, 208, 222);
        Assert.InRange(pixel.Green, 88, 99);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(10_000, true)]
    public async Task An_animation_is_known_as_one(int frames, bool isAnimation)
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        var stored = (await _pictures.StoreAsync(Pictures.Gif(frames), CancellationToken.None)).Value;

        Assert.Equal(isAnimation, stored.IsAnimation);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
    }

    [Theory]
    [InlineData("<svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\"/>", null)]
    [InlineData("<!-- {long} --><svg xmlns=\"http://www.w3.org/2000/svg\"/>", null)]
    [InlineData(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- Generator: Adobe Illustrator -->\r\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\" [\r\n"
            + "\t<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\r\n\t<!ENTITY ns_ai 'http://ns.adobe.com/AdobeIllustrator/10.0/'>\r\n]>\r\n"
            + "<svg xmlns=\"&ns_svg;\" xmlns:i=\"&ns_ai;\"/>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://ns.adobe.com/AdobeIllustrator/10.0/\"/>")]
    public async Task SVG_as_drawing_programs_write_it_is_stored(string svg, string? expected)
    {
        svg = svg.Replace("{long}", new string('x', 100_000), StringComparison.Ordinal);
        var stored = (await _pictures.StoreAsync(Encoding.UTF8.GetBytes(svg), CancellationToken.None)).Value;

        Assert.Equal(expected ?? svg, await File.ReadAllTextAsync(_files.Find(stored.Name)!));
    }

    [Theory]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><svg>&b;</svg>")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg>&a;</svg>")]
    public async Task SVG_with_other_entities_is_refused_with_the_reason(string svg) =>
        Assert.Equal("picture_entities", (await _pictures.StoreAsync(Encoding.UTF8.GetBytes(svg), CancellationToken.None)).Error!.Code);

    [Fact]
    [Asvs("V5.2.6")]
    public async Task A_bomb_is_refused_by_its_header()
    {
        // A header that promises 60,000 × 60,000 pixels: 14 GB, were it believed.
        var png = Pictures.Promising(60_000, 60_000);
        var before = GC.GetTotalAllocatedBytes();

        Assert.False((await _pictures.StoreAsync(png, CancellationToken.None)).Succeeded);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
    }

    [Theory]
    [InlineData("GIF89a")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    [InlineData("<html><svg>")]
    [InlineData("MZ")]
    [InlineData("")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg>&a;</svg>")]
    public async Task What_is_no_picture_is_refused(string content) =>
        Assert.False((await _pictures.StoreAsync(Encoding.Latin1.GetBytes(content), CancellationToken.None)).Succeeded);

    [Fact]
    public async Task Above_5_MiB_is_refused() =>
        Assert.Equal("picture_too_large", (await _pictures.StoreAsync(new byte[PictureStore.MaxBytes + 1], CancellationToken.None)).Error!.Code);

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- a > b -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\">\n<svg>")]
    public async Task SVG_is_stored_unchanged(string svg) =>
        Assert.Equal("svg", (await _pictures.StoreAsync(Encoding.UTF8.GetBytes(svg), CancellationToken.None)).Value.Extension);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a.png")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.png")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.p/g")]
    [Asvs("V5.3.2")]
    public void Only_names_of_the_stores_own_form_are_looked_for(string name) => Assert.Null(_files.Find(name));

    [Fact]
    public async Task The_same_content_is_one_file_and_nothing_half_written_stays()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _files.SaveAsync("same"u8.ToArray(), "svg", CancellationToken.None)));

        Assert.Single(Directory.GetFiles(_directory, "*", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        _pictures.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>An Exif segment with one entry, the orientation, behind the start of the file.</summary>
    private static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2],
        0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        .. jpeg[2..],
    ];
}
