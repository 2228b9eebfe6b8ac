using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class LookalikesTests
{
    [Theory]
    [InlineData("Kіket")] // Cyrillic і
    [InlineData("Acme Сloud")] // Cyrillic С
    [InlineData("gοοgle")] // Greek ο
    [InlineData("Аcme")]
    [InlineData("Ꭺcme")] // Cherokee
    public void Two_alphabets_in_one_word_are_seen(string name) => Assert.True(Lookalikes.MixesAlphabets(name));

    [Theory]
    [InlineData("Acme")]
    [InlineData("Яндекс")]
    [InlineData("Яндекс Cloud")]
    [InlineData("Ελληνικά Tools")]
    [InlineData("5µm lens")]
    [InlineData("東京 Tools 2")]
    [InlineData("Crème Brûlée")]
    [InlineData("שלום")]
    public void One_alphabet_a_word_is_fine(string name) => Assert.False(Lookalikes.MixesAlphabets(name));

    [Theory]
    [InlineData("KIKET")]
    [InlineData("Кікет")]
    [InlineData("K1ket")]
    [InlineData("Klket")]
    [InlineData("k!k3t")]
    [InlineData("Ķíkèt")]
    [InlineData("Ｋｉｋｅｔ")]
    [InlineData("𝐊𝐢𝐤𝐞𝐭")]
    [InlineData("K\u200Diket")]
    [InlineData("ⓚⓘⓚⓔⓣ")]
    public void What_looks_the_same_has_the_same_skeleton(string name) => Assert.Equal(Lookalikes.Skeleton("kiket"), Lookalikes.Skeleton(name));

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("tab\there")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("right\u202Eleft")]
    [InlineData("ad\u200Dmin")]
    [InlineData("ㅤ")] // Hangul filler
    [InlineData("\u2800")] // blank Braille
    [InlineData("...")]
    [InlineData("")]
    [InlineData("Kіket")]
    public void A_name_is_one_line_of_what_people_see(string name) => Assert.NotNull(NameText.Problem(name, "The name", 80, "Give a name."));

    [Theory]
    [InlineData("Ana Moreno")]
    [InlineData("ana 👩‍💻")]
    [InlineData("می‌خواهم")]
    [InlineData("O'Neil & Söhne, 2nd")]
    public void A_name_people_have_is_fine(string name) => Assert.Null(NameText.Problem(name, "The name", 80, "Give a name."));

    [Fact]
    public void A_long_name_is_refused_with_its_count() =>
        Assert.Equal("The name has 81 characters; the limit is 80.", NameText.Problem(new string('n', 81), "The name", 80, "Give a name."));

    [Theory]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    [InlineData(0xFDD0)]
    public void What_is_no_character_breaks_nothing(int number)
    {
        var text = $"a{(char)number}b";

        Assert.Equal("a\uFFFDb", PlainText.WellFormed(text));
        Assert.Equal("a\uFFFDb", Lookalikes.Skeleton(text));
        Assert.Equal(["a", "b"], Kiket.Portal.Listings.Search.SearchTerms.Of(text).Words);
    }

    [Theory]
    [InlineData("\uFFFE")]
    [InlineData("name\uFFFF")]
    [InlineData("\U0002FFFE")]
    public void What_is_no_character_is_no_part_of_a_name(string text) => Assert.True(PlainText.HasHidden(text));
}
