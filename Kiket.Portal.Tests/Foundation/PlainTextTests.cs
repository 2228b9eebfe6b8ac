using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Mended.\r\n\tSee line 3.")]
    [InlineData("Grüße, 你好, שלום, مرحبا")]
    [InlineData("👩‍💻 is on it")]
    public void What_people_write_is_fine(string text) => Assert.False(PlainText.IsTampered(text));

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("bell\u0007")]
    [InlineData("\u001b[31mred")]
    [InlineData("approved\u202Edetcejer")]
    [InlineData("isolate\u2066d")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("\uFEFFmark")]
    [InlineData("next\u0085line")]
    public void What_nobody_sees_is_refused_at_its_field(string text)
    {
        var problem = PlainText.Problem(text, "message", "The message", 100, empty: null);

        Assert.Equal("message_characters", problem?.Code);
        Assert.Equal("message", Assert.Single(problem!.Details).Field);
    }

    [Fact]
    public void Nothing_and_too_much_are_refused_with_the_count()
    {
        Assert.Equal("Write something.", PlainText.Problem("", "reason", "The reason", 5, "Write something.")?.Message);
        Assert.Null(PlainText.Problem("", "reason", "The reason", 5, empty: null));
        Assert.Equal("The reason has 6 characters; keep it to 5.", PlainText.Problem("abcdef", "reason", "The reason", 5, empty: null)?.Message);
    }
}
