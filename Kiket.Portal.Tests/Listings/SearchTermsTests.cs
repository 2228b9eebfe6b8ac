using Kiket.Portal.Listings.Search;

namespace Kiket.Portal.Tests.Listings;

public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("Slack alerts", "slack alerts")]
    [InlineData("on-call", "on call")]
    [InlineData("name:x OR * NEAR(a b)", "name x or near a b")]
    [InlineData("\"quoted\" 'single' %_", "quoted single")]
    [InlineData("café 日本語", "café 日本語")]
    [InlineData("ＡＣＭＥ ﬁles", "acme files")]
    public void Words_are_kept_and_query_syntax_is_not(string query, string words) =>
        Assert.Equal(words, string.Join(' ', SearchTerms.Of(query).Words));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("*** \"\" -- ;")]
    [InlineData("🚀")]
    public void Text_without_a_letter_or_digit_has_no_words(string? query) =>
        Assert.True(SearchTerms.Of(query).IsEmpty);

    [Fact]
    public void A_query_of_any_length_is_bounded()
    {
        var terms = SearchTerms.Of(string.Join(' ', Enumerable.Repeat("word", 10_000)));

        Assert.InRange(terms.Words.Count, 1, 12);
    }
}
