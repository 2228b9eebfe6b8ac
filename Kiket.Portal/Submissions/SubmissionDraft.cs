using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

// What the publisher edits: who can see it, the repository to read from, and the listing details.
public sealed partial class Submission
{
    /// <summary>It is meant for the organization's own members alone.</summary>
    public bool IsPrivate => Registry != Extension.Marketplace;

    /// <summary>Who submitted it the last time; who started it, before that.</summary>
    public Guid SubmittedBy =>
        _entries.LastOrDefault(entry => entry.Kind is SubmissionEntryKind.Submitted or SubmissionEntryKind.Resubmitted)?.AuthorId ?? CreatedBy;

    /// <summary>
    /// Chooses who can see it: everyone, or only members. Once it was submitted, its id is taken in one registry and the choice stays.
    /// </summary>
    public Result ChooseRegistry(string registry, Author author, DateTimeOffset now)
    {
        if (registry == Registry)
        {
            return Result.Success();
        }

        if (State != SubmissionState.Draft)
        {
            return Error.Conflict(
                "submission_not_a_draft", $"This submission is {StateLabel}; who can see it is chosen before it is submitted. Start another submission.");
        }

        Registry = registry;
        Touch(author, now);
        return Result.Success();
    }

    /// <summary>Takes over the snapshot of the requested ref, in place of the one before.</summary>
    public Result TakeReading(string repositoryUrl, string? reference, Guid repositoryId, CommitSnapshot snapshot, Author author, DateTimeOffset now)
    {
        if ((MustBeWithPublisher() ?? MustHaveVersion()) is { } error)
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
    /// Saves the typed address even when it cannot be read yet, so that nothing is lost. A draft drops the snapshot of
    /// another address, because the publisher no longer means it. After a review it stays until the new one is read.
    /// </summary>
    public Result RecordAddress(string repositoryUrl, string? reference, Author author, DateTimeOffset now)
    {
        if ((MustBeWithPublisher() ?? MustHaveVersion()) is { } error)
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
    /// Fills in what the snapshot says about the extension, except where the publisher changed what an earlier snapshot
    /// filled in: someone who started with the wrong repository does not continue under its name. Details from elsewhere,
    /// such as a publish by a program, stay unchanged: an empty or free value may be intended.
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
