using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class PageNumberTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("3", 3)]
    [InlineData("-1", 1)]
    [InlineData("one", 1)]
    [InlineData("٣", 1)]
    [InlineData("999999999999", 1_000_000)]
    public void Whatever_an_address_asks_for_is_a_page(string? text, int number) =>
        Assert.Equal(number, new PageRequest(PageRequest.NumberOf(text), 20).Number);
}
