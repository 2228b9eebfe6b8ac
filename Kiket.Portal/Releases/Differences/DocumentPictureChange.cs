namespace Kiket.Portal.Releases.Differences;

/// <summary>The pictures in documents that only one of two sides shows: one that is replaced under its name leaves every text as it was.</summary>
/// <param name="Gone">Addresses, in no order.</param>
/// <param name="Added">Addresses, in no order.</param>
public sealed record DocumentPictureChange(IReadOnlyList<string> Gone, IReadOnlyList<string> Added)
{
    public string Text => (Gone.Count, Added.Count) switch
    {
        (0, var added) => $"Pictures in the documents: {added} added.",
        (var gone, 0) => $"Pictures in the documents: {gone} removed.",
        var (gone, added) => $"Pictures in the documents: {added} added, {gone} removed.",
    };

    /// <summary>Null when both sides show the same pictures.</summary>
    public static DocumentPictureChange? Between(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var change = new DocumentPictureChange(
            [.. before.Except(after, StringComparer.Ordinal)], [.. after.Except(before, StringComparer.Ordinal)]);
        return change is { Gone.Count: 0, Added.Count: 0 } ? null : change;
    }
}
