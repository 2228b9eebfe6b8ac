namespace Kiket.Portal.Tests.Architecture;

/// <summary>The limit of <c>max_line_length</c> in <c>.editorconfig</c>, which no analyser checks.</summary>
public sealed class LineLengthTests
{
    private const int MaxLength = 160;

    [Fact]
    public void No_line_is_longer_than_160_characters()
    {
        var tooLong = CodeFile.All
            .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Number: index + 1, line.Length)))
            .Where(line => line.Length > MaxLength)
            .Select(line => $"{line.Path}:{line.Number}: {line.Length} characters")
            .ToList();

        Assert.True(
            tooLong.Count == 0,
            $"{tooLong.Count} lines are longer than {MaxLength} characters. Break them:\n{string.Join('\n', tooLong)}");
    }
}
