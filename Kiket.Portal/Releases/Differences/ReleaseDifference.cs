namespace Kiket.Portal.Releases.Differences;

/// <summary>
/// What a release changes compared with the one before, as sentences for the reviewer who decides, the publisher who
/// submits and the customer who upgrades.
/// </summary>
/// <param name="IsFirst">There is nothing to compare with, so the sentences list everything that it asks for.</param>
public sealed record ReleaseDifference(bool IsFirst, IReadOnlyList<ReleaseChange> Changes)
{
    private static readonly ChangeArea[] Words = [ChangeArea.Documentation, ChangeArea.Listing];

    public bool Widens => !IsFirst && Changes.Any(change => change.Widens);

    /// <summary>Only documents and texts of the listing changed, if anything.</summary>
    public bool IsOnlyText => !IsFirst && Changes.All(change => Words.Contains(change.Area) && !change.Widens);

    public IEnumerable<ReleaseChange> In(ChangeArea area) => Changes.Where(change => change.Area == area);

    /// <param name="before">The current release; null for the first one.</param>
    public static ReleaseDifference Between(ReleaseSide? before, ReleaseSide after) => new(
        before is null,
        [
            .. OfferDifference.Between(before?.Terms, after.Terms),
            .. ActionChanges.Between(before?.Manifest, after.Manifest),
            .. before is null ? [] : WordChanges.Between(before, after),
        ]);
}
