using System.IO.Compression;
using System.Text;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.TestKit;
using SkiaSharp;

namespace Kiket.Portal.Tests.Files;

public sealed class InspectUploadTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kiket-").FullName;
    private readonly UploadStore _store;
    private readonly InspectUpload _inspect;

    public InspectUploadTests()
    {
        _store = new UploadStore(_directory);
        _inspect = new InspectUpload(_store, new NoScanner());
    }

    /// <summary>What is sent as a picture and is none that is taken, with the code and a word of the message.</summary>
    public static TheoryData<string, byte[], string, string> NoPictures => new()
    {
        { "nothing", [], "file_empty", "empty" },
        { "renamed program", [.. "MZ\u0090"u8, .. new byte[300]], "picture_format", "Windows program" },
        { "renamed Linux program", [0x7F, .. "ELF"u8, .. new byte[300]], "picture_format", "a program" },
        { "web page", Encoding.UTF8.GetBytes("<!DOCTYPE html><script>alert(1)</script>"), "picture_format", "web page" },
        { "archive", [.. "PK"u8, 3, 4, .. new byte[300]], "picture_format", "ZIP archive" },
        { "phone's picture", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[300]], "picture_format", "HEIC" },
        { "SVG", Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"), "picture_svg", "scripts" },
        { "SVG behind a declaration", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><!-- a --><svg/>"), "picture_svg", "scripts" },
        { "GIF", [.. "GIF89a"u8, .. new byte[300]], "picture_format", "GIF" },
        { "animated PNG", Pictures.WithChunk("acTL", new byte[8]), "picture_animated", "animated" },
        { "animated WebP", Pictures.AnimatedWebP(), "picture_animated", "animated" },
        { "header of a PNG alone", Pictures.Png()[..40], "picture_incomplete", "cut off" },
        { "half a PNG", Half(Pictures.Png()), "picture_incomplete", "cut off" },
        { "half a JPEG", Half(Pictures.Of(SKEncodedImageFormat.Jpeg, 1280, 720)), "picture_incomplete", "cut off" },
        { "half a WebP", Half(Pictures.Of(SKEncodedImageFormat.Webp, 1280, 720)), "picture_incomplete", "cut off" },
        { "start of a PNG before a web page", [.. Pictures.Png()[..8], .. "<html><script>IEND"u8], "picture_broken", "can't be read" },
        { "too many pixels", Pictures.Promising(4097, 100), "picture_dimensions", "4097 × 100" },
        { "14 GB of pixels", Pictures.Promising(60_000, 60_000), "picture_dimensions", "60000 × 60000" },
        { "too small", Pictures.Png(319, 400), "picture_too_small", "319 × 400" },
    };

    [Theory]
    [MemberData(nameof(NoPictures))]
    [Asvs("V5.2.2")]
    [Asvs("V5.2.6")]
    public async Task A_file_that_is_not_a_picture_is_refused_by_its_content_with_the_reason(string what, byte[] content, string code, string word)
    {
        var result = await PictureAsync(content);

        Assert.False(result.Succeeded, what);
        Assert.Equal(code, result.Error.Code);
        Assert.Contains(word, result.Error.Message, StringComparison.Ordinal);
        Assert.Empty(StoredFiles());
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, "png")]
    [InlineData(SKEncodedImageFormat.Jpeg, "jpg")]
    [InlineData(SKEncodedImageFormat.Webp, "png")]
    public async Task A_screenshot_is_redrawn_with_a_card_beside_it(SKEncodedImageFormat format, string saved)
    {
        var id = Guid.NewGuid();
        var content = (await PictureAsync(Pictures.Of(format, 1280, 800), id: id)).Value;

        Assert.Equal((saved, 1280, 800), (content.Format, content.Width, content.Height));
        using var shown = SKBitmap.Decode(Read($"{id:N}.{saved}"));
        Assert.Equal((1280, 800), (shown.Width, shown.Height));
        Assert.True(shown.GetPixel(20, 20).Red > 200);
        using var card = SKBitmap.Decode(Read($"{id:N}-card.webp"));
        Assert.Equal((640, 360), (card.Width, card.Height));
        Assert.Equal(StoredFiles().Sum(path => new FileInfo(path).Length), content.Length);
    }

    [Fact]
    public async Task Pixels_of_a_PNG_come_through_unchanged()
    {
        var id = Guid.NewGuid();
        await PictureAsync(Pictures.Png(400, 300, new SKColor(17, 99, 203)), id: id);

        using var shown = SKBitmap.Decode(Read($"{id:N}.png"));
        Assert.Equal(new SKColor(17, 99, 203), shown.GetPixel(399, 299));
    }

    [Fact]
    public async Task Where_a_photograph_was_taken_is_gone()
    {
        var sent = Pictures.JpegWithPosition();
        Assert.Contains("GPS 52.5200", Encoding.Latin1.GetString(sent), StringComparison.Ordinal);

        var id = Guid.NewGuid();
        await PictureAsync(sent, id: id);

        foreach (var path in StoredFiles())
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path));
            Assert.DoesNotContain("GPS", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exif", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_hides_behind_a_picture_is_gone()
    {
        await PictureAsync([.. Pictures.Png(), .. "<script>steal()</script>"u8, .. Pictures.Zip()]);

        Assert.All(StoredFiles(), path => Assert.DoesNotContain("steal", Encoding.Latin1.GetString(File.ReadAllBytes(path)), StringComparison.Ordinal));
    }

    [Fact]
    [Asvs("V5.2.3")]
    public async Task A_bomb_in_the_metadata_is_not_unpacked()
    {
        // 300 MiB of zeros in 300 KB of compressed text.
        using var packed = new MemoryStream();
        await using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 300; i++)
            {
                await zlib.WriteAsync(zeros);
            }
        }

        var before = Environment.WorkingSet;
        var result = await PictureAsync(Pictures.WithChunk("zTXt", [.. "Comment\0\0"u8, .. packed.ToArray()]));

        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.True(Environment.WorkingSet - before < 200L * 1024 * 1024);
    }

    [Fact]
    public async Task A_large_screenshot_is_made_smaller_and_keeps_its_shape()
    {
        var content = (await PictureAsync(Pictures.Png(4096, 2048))).Value;

        Assert.Equal((1920, 960), (content.Width, content.Height));
    }

    [Theory]
    [InlineData(300, 300, 256)]
    [InlineData(900, 100, 100)]
    [InlineData(64, 64, 64)]
    public async Task An_icon_is_the_square_middle_of_what_was_sent(int width, int height, int side)
    {
        var content = (await PictureAsync(Pictures.Png(width, height), UploadKind.Icon)).Value;

        Assert.Equal(("png", side, side), (content.Format, content.Width, content.Height));
    }

    [Theory]
    [InlineData("pdf")]
    [InlineData("txt")]
    public async Task A_document_is_stored_byte_for_byte(string format)
    {
        var sent = format == "pdf" ? Pictures.Pdf() : Encoding.UTF8.GetBytes("Where data goes: nowhere.\r\n\u001b[32mgrün\u001b[0m\n");
        var id = Guid.NewGuid();

        var content = (await InspectAsync(sent, UploadKind.DataHandlingStatement, id)).Value;

        Assert.Equal((format, sent.Length), (content.Format, content.Length));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(sent)), content.Sha256);
        Assert.Equal(sent, Read($"{id:N}.{format}"));
    }

    [Theory]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[]}")]
    [InlineData("\uFEFF{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}")]
    [InlineData("{\"spdxVersion\":\"SPDX-2.3\"}")]
    public async Task The_files_of_scanners_are_known_by_what_they_say(string json)
    {
        Assert.Equal("json", (await InspectAsync(Encoding.UTF8.GetBytes(json), UploadKind.ScanLog)).Value.Format);
        Assert.Equal("document_kind", (await InspectAsync(Encoding.UTF8.GetBytes(json), UploadKind.SecurityReview)).Error!.Code);
    }

    public static TheoryData<string, byte[], string> NoDocuments => new()
    {
        { "nothing", [], "file_empty" },
        { "renamed program", [.. "MZ\u0090"u8, .. new byte[300]], "document_format" },
        { "Office document", [.. "PK"u8, 3, 4, .. new byte[300]], "document_format" },
        { "web page", Encoding.UTF8.GetBytes(" \n<!doctype html><script>alert(1)</script>"), "document_format" },
        { "SVG", Encoding.UTF8.GetBytes("<svg onload=alert(1)/>"), "document_format" },
        { "picture", Pictures.Png(), "document_format" },
        { "text that is not UTF-8", [0xFF, 0xFE, (byte)'a', 0], "document_format" },
        { "text with a NUL", Encoding.UTF8.GetBytes("fine\0fine"), "document_format" },
        { "JSON of another kind", Encoding.UTF8.GetBytes("{\"name\":\"x\"}"), "document_format" },
        { "names of scanners deeper down", Encoding.UTF8.GetBytes("{\"a\":{\"runs\":[],\"bomFormat\":\"CycloneDX\"}}"), "document_format" },
        { "half a SARIF", Encoding.UTF8.GetBytes("{\"version\":\"2.1.0\",\"runs\":[{"), "document_incomplete" },
        { "JSON without a bottom", Encoding.UTF8.GetBytes("{\"runs\":" + new string('[', 100_000)), "document_incomplete" },
        { "PDF that is cut off", Pictures.Pdf()[..20], "document_incomplete" },
        { "PDF that is a ZIP too", [.. Pictures.Pdf(), .. Pictures.Zip()], "document_hides" },
        { "PDF with a page behind it", [.. Pictures.Pdf(), .. "<html>"u8], "document_hides" },
        { "PDF inside of the comment of a ZIP", [.. Pictures.Pdf()[..9], .. "PK"u8, 5, 6, .. new byte[16], 6, 0, .. "%%EOF\n"u8], "document_hides" },
    };

    [Theory]
    [MemberData(nameof(NoDocuments))]
    [Asvs("V5.2.2")]
    [Asvs("V5.2.5")]
    public async Task What_is_no_document_is_refused_by_its_content(string what, byte[] content, string code)
    {
        var result = await InspectAsync(content, UploadKind.ScanLog);

        Assert.False(result.Succeeded, what);
        Assert.Equal(code, result.Error.Code);
        Assert.Empty(StoredFiles());
    }

    [Fact]
    public async Task A_byte_above_the_bound_is_not_even_written_to_the_end()
    {
        using var endless = new Endless();

        var result = await _store.ReceiveAsync(endless, UploadKinds.MaxPictureBytes, CancellationToken.None);

        Assert.Equal("file_too_large", result.Error!.Code);
        Assert.True(endless.Given < UploadKinds.MaxPictureBytes + (256 * 1024));
        Assert.Empty(StoredFiles());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_bound_itself_still_fits(int above, bool fits)
    {
        using var content = new MemoryStream(new byte[UploadKinds.MaxPictureBytes + above]);

        var result = await _store.ReceiveAsync(content, UploadKinds.MaxPictureBytes, CancellationToken.None);

        Assert.Equal(fits, result.Succeeded);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\report.pdf", "report.pdf")]
    [InlineData("a\u202Efdp.exe", "afdp.exe")]
    [InlineData("\"quoted\"\r\nSet-Cookie: x.pdf", "quotedSet-Cookie x.pdf")]
    [InlineData("", "file")]
    [InlineData("...", "file")]
    [Asvs("V5.4.2")]
    public void A_name_is_cleaned_before_it_is_shown(string sent, string shown) => Assert.Equal(shown, FileName.Clean(sent));

    [Fact]
    public void A_name_is_cut_before_its_ending_and_offered_with_the_true_one()
    {
        Assert.Equal(Upload.MaxNameLength, FileName.Clean(new string('n', 500) + ".pdf").Length);
        Assert.EndsWith(".pdf", FileName.Clean(new string('n', 500) + ".pdf"), StringComparison.Ordinal);
        Assert.Equal("report.exe.pdf", FileName.WithEnding("report.exe", "pdf"));
        Assert.Equal("scan.sarif", FileName.WithEnding("scan.sarif", "json"));
    }

    public void Dispose()
    {
        _inspect.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static byte[] Half(byte[] content) => content[..(content.Length / 2)];

    private Task<Result<CachedContent>> PictureAsync(byte[] content, UploadKind kind = UploadKind.Screenshot, Guid? id = null) =>
        InspectAsync(content, kind, id);

    private async Task<Result<CachedContent>> InspectAsync(byte[] content, UploadKind kind, Guid? id = null)
    {
        using var stream = new MemoryStream(content);
        using var received = (await _store.ReceiveAsync(stream, kind.MaxBytes(), CancellationToken.None)).Value;
        return await _inspect.RunAsync(received, id ?? Guid.NewGuid(), kind, _ => null, CancellationToken.None);
    }

    private string[] StoredFiles() => Directory.GetFiles(_directory, "*", SearchOption.AllDirectories);

    private byte[] Read(string name) => File.ReadAllBytes(StoredFiles().Single(path => Path.GetFileName(path) == name));

    private sealed class NoScanner : IScanForMalware
    {
        public Task<Result<bool>> RunAsync(string path, CancellationToken cancellationToken) => Task.FromResult<Result<bool>>(false);
    }

    /// <summary>A sender that never stops.</summary>
    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
