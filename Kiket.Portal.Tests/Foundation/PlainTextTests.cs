using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Fixed.\r\n\tSee line 3.")]
    [InlineData("Grüße, 你好, שלום, مرحبا")]
    [InlineData("👩‍💻 is on it")]
    [InlineData("می‌خواهم")]
    public void What_people_write_is_fine(string text) => Assert.False(PlainText.HasHidden(text, hasLines: true));

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("bell\u0007")]
    [InlineData("\u001b[31mred")]
    [InlineData("approved\u202Edetcejer")]
    [InlineData("isolate\u2066d")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("\uFEFFmark")]
    [InlineData("next\u0085line")]
    [InlineData("soft\u00ADhyphen")]
    [InlineData("line\u2028separator")]
    [InlineData("invisible\u2062times")]
    [InlineData("hidden \U000E0049\U000E0047 order")]
    [InlineData("no\uFFFEcharacter")]
    [InlineData("no\uFFFFcharacter")]
    [InlineData("no\uFDD3character")]
    [InlineData("no\U0001FFFEcharacter")]
    public void Invisible_characters_are_refused_at_their_field(string text)
    {
        var problem = PlainText.Problem(text, "message", "The message", 100, empty: null);

        Assert.Equal("message_characters", problem?.Code);
        Assert.Equal("message", Assert.Single(problem!.Details).Field);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("a\ttab")]
    public void A_text_of_one_line_has_neither_line_ends_nor_tabs(string text)
    {
        Assert.True(PlainText.HasHidden(text));
        Assert.False(PlainText.HasHidden(text, hasLines: true));
    }

    [Fact]
    public void Nothing_and_too_much_are_refused_with_the_count()
    {
        Assert.Equal("Write something.", PlainText.Problem("", "reason", "The reason", 5, "Write something.")?.Message);
        Assert.Null(PlainText.Problem("", "reason", "The reason", 5, empty: null));
        Assert.Equal("The reason has 6 characters; the limit is 5.", PlainText.Problem("abcdef", "reason", "The reason", 5, empty: null)?.Message);
    }
}
