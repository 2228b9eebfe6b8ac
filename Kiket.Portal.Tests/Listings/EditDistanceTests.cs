using Kiket.Portal.Listings.Search;

namespace Kiket.Portal.Tests.Listings;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("slack", "slack", 0)]
    [InlineData("slakc", "slack", 1)]
    [InlineData("lsack", "slack", 1)]
    [InlineData("slac", "slack", 1)]
    [InlineData("slaack", "slack", 1)]
    [InlineData("notifcat", "notifications", 1)]
    [InlineData("kitten", "sitting", 2)]
    public void Letters_added_left_out_changed_or_swapped_count_one_each(string typed, string known, int distance) =>
        Assert.Equal(distance, EditDistance.OfPrefix(typed, known, 2));

    [Theory]
    [InlineData("slack", "github")]
    [InlineData("abcd", "wxyz")]
    [InlineData("averylongword", "a")]
    public void Words_that_have_nothing_in_common_are_too_far(string typed, string known) =>
        Assert.True(EditDistance.OfPrefix(typed, known, 2) > 2);
}
