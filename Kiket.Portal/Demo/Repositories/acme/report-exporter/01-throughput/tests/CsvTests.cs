public class CsvTests
{
    [Fact]
    public void A_line_break_in_a_title_stays_in_its_cell() => Assert.Equal("\"a\nb\"", Csv.Cell("a\nb", ';'));
}
