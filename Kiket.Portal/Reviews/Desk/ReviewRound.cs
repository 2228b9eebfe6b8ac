using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>One thing that changed since a reviewer last looked.</summary>
/// <param name="Key">Made from its content: a field that changes once more has another one.</param>
/// <param name="Title">A sentence, or the name of what changed.</param>
public sealed record RoundChange(string Key, ChangeKind Kind, string Title)
{
    /// <summary>The text at the last look; null when there is no text to compare.</summary>
    public string? Before { get; private init; }

    public string? After { get; private init; }

    /// <summary>A whole document, too long to show it unasked.</summary>
    public bool IsLong { get; private init; }

    /// <summary>It gets more access, sends data elsewhere, or costs more.</summary>
    public bool Widens { get; private init; }

    /// <summary>The picture that was added; null when it isn't about one.</summary>
    public ListedPicture? Picture { get; private init; }

    /// <summary>Addresses of the pictures that documents newly show.</summary>
    public IReadOnlyList<string> InDocuments { get; private init; } = [];

    internal static RoundChange Of(ReleaseChange change) => new(KeyOf("meaning", change.Text), change.Kind, change.Text) { Widens = change.Widens };

    internal static RoundChange Of(DetailsChange change) => OfText(
        $"details.{change.Field}", Kinds(change.Left, change.Right), change.Title, change.Left, change.Right, isLong: false);

    internal static RoundChange OfText(string field, ChangeKind kind, string title, string before, string after, bool isLong) =>
        new(KeyOf(field, before, after), kind, title) { Before = before, After = after, IsLong = isLong };

    internal static RoundChange Of(DocumentPictureChange change)
    {
        var key = KeyOf(["pictures", .. change.Gone.Order(StringComparer.Ordinal), "", .. change.Added.Order(StringComparer.Ordinal)]);
        return new(key, ChangeKind.Changed, change.Text) { InDocuments = change.Added };
    }

    internal static RoundChange OfFile(ChangeKind kind, SeenFile file) => new(KeyOf("file", kind.ToString(), file.Id.ToString()), kind, NameOf(file))
    {
        Picture = kind != ChangeKind.Removed && file.Kind.IsPicture() ? new ListedPicture(file.Id, file.Caption, file.Width, file.Height) : null,
    };

    internal static RoundChange OfOrder(IEnumerable<SeenFile> screenshots) => new(
        KeyOf(["order", .. screenshots.Select(file => file.Id.ToString())]), ChangeKind.Changed, "The order of the screenshots changed.");

    private static ChangeKind Kinds(string before, string after) => (before, after) switch
    {
        ("", _) => ChangeKind.Added,
        (_, "") => ChangeKind.Removed,
        _ => ChangeKind.Changed,
    };

    private static string NameOf(SeenFile file) => file.Kind switch
    {
        UploadKind.Icon => "Icon",
        UploadKind.Screenshot when file.Caption.Length == 0 => "Screenshot",
        UploadKind.Screenshot => $"Screenshot “{file.Caption}”",
        _ => $"{file.Kind.Title()} “{file.Name}”",
    };

    private static string KeyOf(params string[] parts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..32];
}

/// <summary>What changed since a reviewer last looked.</summary>
/// <param name="LookedAt">When they saw the round that this one is compared with.</param>
/// <param name="Seen">The keys of the changes that they marked as seen.</param>
public sealed record ReviewRound(
    DateTimeOffset LookedAt, string BeforeCommit, bool IsSameRepository, IReadOnlyList<RoundChange> Changes, IReadOnlySet<string> Seen)
{
    internal static ReviewRound Between(
        (ReviewLook Look, CommitSnapshot Snapshot, ReleaseSide Side) then,
        (Submission Submission, CommitSnapshot Snapshot, ReleaseSide Side) now,
        IReadOnlyList<string> seen)
    {
        var meaning = ReleaseDifference.Between(then.Side, now.Side).Changes
            // Their texts follow, before and after.
            .Where(change => change.Area is not (ChangeArea.Listing or ChangeArea.Documentation))
            .ToList();
        var details = DetailsChanges.Between(then.Look.Details, now.Submission.Details)
            .Where(change => change.Field != "pricing" || !meaning.Exists(other => other.Area == ChangeArea.Price));
        List<RoundChange> changes =
        [
            .. meaning.Select(RoundChange.Of),
            .. details.Select(RoundChange.Of),
            .. FilesBetween(then.Look.Files, [.. SeenFile.Of(now.Submission)]),
            .. DocumentChange.Between(then.Side.Documents, now.Side.Documents)
                .Select(change => RoundChange.OfText($"document.{change.Key}", change.Kind, change.Title, change.Before, change.After, isLong: true)),
        ];
        if (DocumentPictureChange.Between(then.Side.Pictures, now.Side.Pictures) is { } pictures)
        {
            changes.Add(RoundChange.Of(pictures));
        }

        if (then.Snapshot.ManifestText != now.Snapshot.ManifestText)
        {
            changes.Add(RoundChange.OfText(
                "manifest", ChangeKind.Changed, "Manifest", then.Snapshot.ManifestText ?? "", now.Snapshot.ManifestText ?? "", isLong: true));
        }

        changes = [.. changes.DistinctBy(change => change.Key, StringComparer.Ordinal)];
        return new ReviewRound(
            then.Look.At,
            then.Look.Commit,
            then.Look.RepositoryId == now.Submission.RepositoryId,
            changes,
            changes.Select(change => change.Key).Intersect(seen, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<RoundChange> FilesBetween(IReadOnlyList<SeenFile> before, IReadOnlyList<SeenFile> after)
    {
        foreach (var file in after)
        {
            if (before.FirstOrDefault(other => other.Id == file.Id && other.Kind == file.Kind) is not { } old)
            {
                var replaces = file.Kind == UploadKind.Icon && before.Any(other => other.Kind == UploadKind.Icon);
                yield return RoundChange.OfFile(replaces ? ChangeKind.Changed : ChangeKind.Added, file);
            }
            else if (old.Caption != file.Caption)
            {
                yield return RoundChange.OfText(
                    $"caption.{file.Id}", ChangeKind.Changed, "Caption of a screenshot", old.Caption, file.Caption, isLong: false);
            }
        }

        foreach (var file in before.Where(file => !after.Any(other => other.Id == file.Id)))
        {
            if (file.Kind != UploadKind.Icon || !after.Any(other => other.Kind == UploadKind.Icon))
            {
                yield return RoundChange.OfFile(ChangeKind.Removed, file);
            }
        }

        var (wasOrder, isOrder) = (Screenshots(before, after), Screenshots(after, before));
        if (!wasOrder.Select(file => file.Id).SequenceEqual(isOrder.Select(file => file.Id)))
        {
            yield return RoundChange.OfOrder(isOrder);
        }
    }

    /// <summary>Those that both sides have.</summary>
    private static List<SeenFile> Screenshots(IReadOnlyList<SeenFile> side, IReadOnlyList<SeenFile> other) =>
        [.. side.Where(file => file.Kind == UploadKind.Screenshot && other.Any(same => same.Id == file.Id))];
}
