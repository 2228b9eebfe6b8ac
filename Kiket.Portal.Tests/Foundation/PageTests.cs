using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class PageTests
{
    [Fact]
    public void A_page_of_a_billion_is_an_empty_page_and_not_an_overflow() =>
        Assert.InRange(new PageRequest(1_000_000_000, 100).Skip, 0, int.MaxValue);

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(-5, 500, 1, 100)]
    public void Wild_values_are_brought_into_range(int number, int size, int expectedNumber, int expectedSize)
    {
        var request = new PageRequest(number, size);

        Assert.Equal((expectedNumber, expectedSize), (request.Number, request.Size));
    }

    [Fact]
    public void The_last_page_may_be_short() =>
        Assert.Equal(3, new Page<int>([5], new PageRequest(3, 2), 5).PageCount);
}
