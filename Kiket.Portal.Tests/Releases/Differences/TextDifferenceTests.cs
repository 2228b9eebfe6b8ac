using Kiket.Portal.Releases.Differences;

namespace Kiket.Portal.Tests.Releases.Differences;

public sealed class TextDifferenceTests
{
    [Fact]
    public void A_changed_line_stands_beside_the_new_one_with_both_numbers()
    {
        var difference = TextDifference.Between("a\nversion: 1\nc", "a\nversion: 2\nc\nd");

        Assert.True(difference.IsAligned);
        Assert.Equal(
            new ComparedLine[]
            {
                new(LineKind.Same, 1, "a", 1, "a"),
                new(LineKind.Changed, 2, "version: 1", 2, "version: 2"),
                new(LineKind.Same, 3, "c", 3, "c"),
                new(LineKind.Added, null, "", 4, "d"),
            },
            difference.Lines.Select(line => line with { LeftWords = [], RightWords = [] }));
        Assert.Equal([new("version: ", false), new("1", true)], difference.Lines[1].LeftWords);
        Assert.Equal([new("version: ", false), new("2", true)], difference.Lines[1].RightWords);
        Assert.Empty(difference.Lines[0].LeftWords);
    }

    /// <summary>The words of one long line would take as long as the lines of a long text.</summary>
    [Fact]
    public void A_line_that_is_too_long_is_shown_without_marks()
    {
        var before = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number} "));

        Assert.False(TextDifference.Between(before, "short").IsAligned);
    }

    [Fact]
    public void Equal_lines_far_from_any_change_are_left_out_and_counted()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 100));

        var difference = TextDifference.Between(lines, lines.Replace("\n50\n", "\nfifty\n", StringComparison.Ordinal));

        Assert.Equal([46, 47], difference.Lines.Where(line => line.Kind == LineKind.Gap).Select(line => line.Skipped));
        Assert.Equal("fifty", Assert.Single(difference.Lines, line => line.Kind == LineKind.Changed).Right);
    }

    [Fact]
    public void Line_endings_are_no_difference() => Assert.True(TextDifference.Between("a\r\nb\r\n", "a\nb\n").IsSame);

    [Fact]
    public void Texts_that_are_too_long_to_compare_stand_beside_each_other()
    {
        var before = string.Join('\n', Enumerable.Range(0, 40_000));
        var after = string.Join('\n', Enumerable.Range(100_000, 40_000));

        var difference = TextDifference.Between(before, after);

        Assert.False(difference.IsAligned);
        Assert.Equal(TextDifference.MaxUnaligned, difference.Lines.Count);
        Assert.Equal(new ComparedLine(LineKind.Same, 1, "0", 1, "100000"), difference.Lines[0]);
    }
}
