using System.Text;
using Kiket.Portal.Documentation;

namespace Kiket.Portal.Tests.Documentation;

public sealed class TextFileTests
{
    [Fact]
    public void A_byte_order_mark_and_CRLF_are_no_part_of_the_text() =>
        Assert.Equal(new TextFile("é\nb", null), TextFile.Decode([0xEF, 0xBB, 0xBF, .. "é\r\nb"u8]));

    [Fact]
    public void UTF_16_is_read_and_reported()
    {
        foreach (var bytes in new byte[][]
        {
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("# Title")],
            Encoding.Unicode.GetBytes("# Title"),
            [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("# Title")],
        })
        {
            var file = TextFile.Decode(bytes);

            Assert.Equal("# Title", file.Text);
            Assert.NotNull(file.Problem);
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xE9, (byte)'b' })]
    [InlineData(new byte[] { (byte)'a', (byte)'b', 0, (byte)'c' })]
    public void What_cannot_be_read_becomes_a_mark_and_a_problem(byte[] bytes)
    {
        var file = TextFile.Decode(bytes);

        Assert.Contains('\uFFFD', file.Text);
        Assert.NotNull(file.Problem);
    }
}
