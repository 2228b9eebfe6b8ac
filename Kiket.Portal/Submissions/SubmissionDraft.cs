using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

// What the publisher puts into it while it is theirs: where it is read from, and what they say of it.
public sealed partial class Submission
{
    /// <summary>Takes over what was read at the asked-for ref. What was read before is no longer what is submitted.</summary>
    public Result TakeReading(string repositoryUrl, string? reference, Guid repositoryId, CommitSnapshot snapshot, Author author, DateTimeOffset now)
    {
        if (MustBeWithPublisher() is { } error)
        {
            return error;
        }

        if (State == SubmissionState.ChangesRequested && Commit is not null && Commit != snapshot.Commit)
        {
            Record(SubmissionEntry.Event(SubmissionEntryKind.CommitChanged, author, $"{Short(Commit)} → {snapshot.ShortCommit}", snapshot.Commit, now));
        }

        if (RepositoryId != repositoryId)
        {
            PreviousSnapshotId = null;
        }
        else if (Commit != snapshot.Commit)
        {
            PreviousSnapshotId = SnapshotId;
        }

        (RepositoryUrl, Reference, RepositoryId) = (repositoryUrl, reference, repositoryId);
        (SnapshotId, Commit) = (snapshot.Id, snapshot.Commit);
        (ExtensionId, Version) = (snapshot.Manifest?.Id, snapshot.Manifest?.Version);
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>
    /// Keeps what was typed although it leads nowhere yet, so that nothing is lost. What a draft had read elsewhere
    /// is let go: it is no longer what the publisher means. After a review it stays until the new reading is there.
    /// </summary>
    public Result RecordAddress(string repositoryUrl, string? reference, Author author, DateTimeOffset now)
    {
        if (MustBeWithPublisher() is { } error)
        {
            return error;
        }

        if (State == SubmissionState.Draft && (RepositoryUrl != repositoryUrl || Reference != reference))
        {
            (RepositoryId, SnapshotId, PreviousSnapshotId, Commit, ExtensionId, Version) = (null, null, null, null, null, null);
        }

        (RepositoryUrl, Reference) = (repositoryUrl, reference);
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>
    /// Fills in what the reading says of the extension, wherever the publisher did not type something else than an earlier
    /// reading filled in: whoever began with the wrong repository does not go on under its name. Details that came from
    /// elsewhere, sent by a program or typed before this was remembered, stay whole: free may be what was meant.
    /// </summary>
    public Result Suggest(ListingDetails details, Author author, DateTimeOffset now)
    {
        var before = Suggested ?? (Details.IsUntouched ? new ListingDetails() : null);
        var described = before is null ? Result.Success() : Describe(ListingSuggestion.Follow(Details, before, details), author, now);
        if (described.Succeeded)
        {
            Suggested = details;
        }

        return described;
    }

    public Result Describe(ListingDetails details, Author author, DateTimeOffset now)
    {
        if (MustBeWithPublisher() is { } error)
        {
            return error;
        }

        Details = details;
        Touch(author, now);
        return Result.Success();
    }
}
