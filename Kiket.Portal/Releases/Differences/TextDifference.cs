using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Kiket.Portal.Releases.Differences;

public enum LineKind
{
    Same,
    Removed,
    Added,
    Changed,

    /// <summary>Lines that are the same on both sides and are left out.</summary>
    Gap,
}

/// <summary>One row of two texts side by side; a number is null where that side has no such line.</summary>
/// <param name="Skipped">How many equal lines a gap replaces.</param>
public sealed record ComparedLine(LineKind Kind, int? LeftNumber, string Left, int? RightNumber, string Right, int Skipped = 0)
{
    /// <summary>The left side of a changed line in pieces; empty for other lines.</summary>
    public IReadOnlyList<ComparedWords> LeftWords { get; init; } = [];

    public IReadOnlyList<ComparedWords> RightWords { get; init; } = [];
}

/// <summary>A piece of a changed line.</summary>
/// <param name="IsChanged">The other side doesn't have it.</param>
public sealed record ComparedWords(string Text, bool IsChanged);

/// <summary>
/// Two texts side by side. The time to align them grows with the square of the lines, so their number is limited.
/// </summary>
/// <param name="IsAligned">False when the texts are too long to align. The rows then only place them next to each other.</param>
public sealed record TextDifference(bool IsAligned, IReadOnlyList<ComparedLine> Lines)
{
    /// <summary>
    /// Real manifests have about 150 lines. Comparing 2,000 entirely different lines takes well under a second.
    /// </summary>
    public const int MaxLines = 2000;

    /// <summary>A changed line is compared word by word, which takes as long for its words as a text does for its lines.</summary>
    public const int MaxLineLength = 5000;

    /// <summary>The most rows of texts that are too long to align.</summary>
    public const int MaxUnaligned = 4000;

    private const int Context = 3;

    public bool IsSame => IsAligned && Lines.All(line => line.Kind is LineKind.Same or LineKind.Gap);

    /// <param name="folds">Replaces equal lines far from a change with gaps.</param>
    public static TextDifference Between(string before, string after, bool folds = true)
    {
        var (left, right) = (Split(before), Split(after));
        return left.Length > MaxLines || right.Length > MaxLines || left.Concat(right).Any(line => line.Length > MaxLineLength)
            ? new TextDifference(false, BesideEachOther(left, right))
            : new TextDifference(true, folds ? Fold(Align(before, after)) : Align(before, after));
    }

    private static List<ComparedLine> Align(string before, string after)
    {
        var model = SideBySideDiffBuilder.Diff(before, after, ignoreWhiteSpace: false, ignoreCase: false);
        return [.. model.OldText.Lines.Zip(model.NewText.Lines, (left, right) => new ComparedLine(
            Kind(left, right), left.Position, left.Text ?? "", right.Position, right.Text ?? "")
        {
            LeftWords = Words(left),
            RightWords = Words(right),
        })];
    }

    /// <summary>Neighbours of the same kind as one piece.</summary>
    private static IReadOnlyList<ComparedWords> Words(DiffPiece line)
    {
        var words = new List<ComparedWords>();
        foreach (var piece in line.SubPieces.Where(piece => piece.Type != ChangeType.Imaginary && piece.Text is { Length: > 0 }))
        {
            var isChanged = piece.Type != ChangeType.Unchanged;
            if (words.Count > 0 && words[^1].IsChanged == isChanged)
            {
                words[^1] = new ComparedWords(words[^1].Text + piece.Text, isChanged);
            }
            else
            {
                words.Add(new ComparedWords(piece.Text, isChanged));
            }
        }

        return words.Count == 0 ? [] : words;
    }

    private static LineKind Kind(DiffPiece left, DiffPiece right) => (left.Type, right.Type) switch
    {
        (ChangeType.Unchanged, _) => LineKind.Same,
        (ChangeType.Imaginary, _) => LineKind.Added,
        (_, ChangeType.Imaginary) => LineKind.Removed,
        _ => LineKind.Changed,
    };

    /// <summary>Keeps a few lines around each change and replaces the other equal lines with gaps.</summary>
    private static List<ComparedLine> Fold(List<ComparedLine> lines)
    {
        var near = new bool[lines.Count];
        for (var index = 0; index < lines.Count; index++)
        {
            if (lines[index].Kind != LineKind.Same)
            {
                Array.Fill(near, true, Math.Max(0, index - Context), Math.Min(lines.Count - 1, index + Context) - Math.Max(0, index - Context) + 1);
            }
        }

        var folded = new List<ComparedLine>();
        for (var index = 0; index < lines.Count;)
        {
            var end = index;
            while (end < lines.Count && !near[end])
            {
                end++;
            }

            if (end - index > 1)
            {
                folded.Add(new ComparedLine(LineKind.Gap, null, "", null, "", end - index));
                index = end;
            }
            else
            {
                folded.Add(lines[index++]);
            }
        }

        return folded;
    }

    private static List<ComparedLine> BesideEachOther(string[] left, string[] right) =>
        [.. Enumerable.Range(0, Math.Min(MaxUnaligned, Math.Max(left.Length, right.Length))).Select(index => new ComparedLine(
            LineKind.Same,
            index < left.Length ? index + 1 : null,
            left.ElementAtOrDefault(index) ?? "",
            index < right.Length ? index + 1 : null,
            right.ElementAtOrDefault(index) ?? ""))];

    private static string[] Split(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
