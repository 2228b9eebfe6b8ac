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
