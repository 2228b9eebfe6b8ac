using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Semver;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// Decides what a commit without errors changes: texts of the listed version are shown at once, a higher version becomes a draft,
/// and what customers agreed to waits for a release.
/// </summary>
public sealed class FollowExtension(PrepareVersion prepare, ShowWords show, IOptions<GitHubOptions> gitHub)
{
    /// <summary>In a message that lists changes.</summary>
    private const int MostChanges = 5;

    internal async Task<Followed> RunAsync(Work work, ExtensionRepository repository, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var owned = await work.Db.Set<Extension>().AsNoTracking()
            .Where(extension => extension.RepositoryId == repository.Id && extension.ReservedUntil == null)
            .OrderBy(extension => extension.CreatedAt)
            .ToListAsync(cancellationToken);
        if (owned.Count == 0)
        {
            return new Followed(SyncOutcome.Validated, $"{snapshot.ShortCommit} was read and checked. Nothing from this repository is listed yet.");
        }

        var id = snapshot.Manifest!.Id!;
        var named = owned.Where(extension => extension.NormalizedId == Extension.Normalize(id)).ToList();
        if (named.Count == 0)
        {
            var known = string.Join(" and ", owned.Select(extension => extension.ExtensionId).Distinct(StringComparer.Ordinal));
            var message = $"The manifest now names {id}, but this repository publishes {known}.";
            return new Followed(
                SyncOutcome.IdChanged,
                $"{message} The listing stays as it was. Is {id} a new extension? Then submit it. If not, change extension.id back.")
            {
                Trouble = SourceTrouble.IdChanged,
                Findings = [WebhookRules.IdChanged.At(message, snapshot.ManifestPath, snapshot.Manifest.LineOf("id"))],
            };
        }

        var results = new List<Followed>();
        foreach (var extension in named)
        {
            results.Add(await FollowAsync(work, repository, extension, snapshot, cancellationToken));
        }

        // The same id can be in the marketplace and in the organization's own registry.
        var first = results.OrderByDescending(result => (int)result.Outcome).First();
        return first with
        {
            Effect = string.Join(' ', results.Select(result => result.Effect).Distinct(StringComparer.Ordinal)),
            Findings = [.. results.SelectMany(result => result.Findings).Distinct()],
        };
    }

    private async Task<Followed> FollowAsync(
        Work work, ExtensionRepository repository, Extension extension, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!VersionPolicy.Parse(snapshot.Manifest!.Version).TryGet(out var version, out var error))
        {
            return new Followed(SyncOutcome.ManifestInvalid, error.Message) { Trouble = SourceTrouble.ManifestInvalid };
        }

        if (VersionPolicy.MustRise(version, await PublishRelease.HighestAsync(db, extension.Id, cancellationToken)).Succeeded)
        {
            return await PrepareAsync(work, repository, extension, snapshot, cancellationToken);
        }

        var listing = await db.Set<Listing>().Include(candidate => candidate.Categories)
            .SingleAsync(candidate => candidate.ExtensionKey == extension.Id, cancellationToken);
        return version.ComparePrecedenceTo(SemVersion.Parse(listing.Version, SemVersionStyles.Strict, VersionPolicy.MaxLength)) == 0
            ? await ShowAsync(work, listing, snapshot, cancellationToken)
            : new Followed(
                SyncOutcome.Validated,
                $"{snapshot.ShortCommit} has version {version}, but {listing.Version} is listed. The listing stays; a version never goes back.");
    }

    private async Task<Followed> PrepareAsync(
        Work work, ExtensionRepository repository, Extension extension, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var version = snapshot.Manifest!.Version;
        // Asked for only now: workers are made before the local GitHub of Development has its address.
        var links = new GitHubLinks(gitHub.Value.Web);
        var pushed = new PushedVersion(extension, snapshot, links.Repository(repository.FullName), repository.TrackedReference);
        return await prepare.RunAsync(work, pushed, cancellationToken) switch
        {
            PreparedAs.Draft => new Followed(SyncOutcome.DraftPrepared, $"A draft of {version} is prepared. Check it and submit it under Submissions."),
            PreparedAs.Moved => new Followed(SyncOutcome.DraftPrepared, $"The draft of {version} is at {snapshot.ShortCommit} now."),
            PreparedAs.Submitted => new Followed(
                SyncOutcome.AlreadySubmitted, $"{version} was submitted before. Open the submission to move it to {snapshot.ShortCommit}."),
            PreparedAs.Begun => new Followed(
                SyncOutcome.AlreadySubmitted,
                $"You have begun a draft of this extension. Open it and check again to move it to {version} at {snapshot.ShortCommit}."),
            PreparedAs.Declined => new Followed(
                SyncOutcome.Validated, $"{version} was withdrawn, rejected or deleted before, so no draft is prepared. Submit it yourself when it is ready."),
            _ => new Followed(
                SyncOutcome.Validated, $"No draft of {version} is prepared, because your organization has too many drafts. Submit or delete one."),
        };
    }

    /// <summary>Shows the texts, and finds what needs a release.</summary>
    private async Task<Followed> ShowAsync(Work work, Listing listing, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var changes = await ChangesAsync(db, listing, snapshot, cancellationToken);
        var shown = await show.RunAsync(work, listing, await WordsAsync(db, listing, snapshot, cancellationToken), cancellationToken);
        var effect = Effect(snapshot, shown);
        if (changes.Count == 0)
        {
            return new Followed(shown.IsChange ? SyncOutcome.Refreshed : SyncOutcome.Validated, effect);
        }

        var list = string.Join(' ', changes.Take(MostChanges).Select(change => change.Text));
        var more = changes.Count > MostChanges ? $" And {changes.Count - MostChanges} more." : "";
        var message = $"{snapshot.ShortCommit} changes what customers agreed to with {listing.Version}: {list}{more}";
        return new Followed(SyncOutcome.NeedsRelease, $"{message} That isn't live: raise extension.version and push again. {effect}")
        {
            Trouble = SourceTrouble.NeedsRelease,
            Findings = [WebhookRules.NeedsRelease.At(message, snapshot.ManifestPath, snapshot.Manifest!.LineOf("version"))],
        };
    }

    private static string Effect(CommitSnapshot snapshot, ShownWords shown)
    {
        var parts = new List<string>();
        if (shown.Documents > 0)
        {
            parts.Add(shown.Documents == 1 ? "1 document refreshed" : $"{shown.Documents} documents refreshed");
        }

        if (shown.Others.Count > 0)
        {
            parts.Add($"{string.Join(", ", shown.Others)} updated");
        }

        return parts.Count == 0 ? $"{snapshot.ShortCommit} was read and checked; the listing shows the same." : string.Join(", ", parts) + ".";
    }

    /// <summary>What the offer would become, compared with what customers agreed to.</summary>
    private static async Task<IReadOnlyList<ReleaseChange>> ChangesAsync(
        PortalDb db, Listing listing, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var agreed = (await db.Set<Offer>().AsNoTracking().SingleAsync(offer => offer.Id == listing.OfferId, cancellationToken)).Terms;
        var details = await ShownDetails.OfAsync(db, listing.ReleaseId, cancellationToken);
        var released = await ManifestAsync(db, listing.SnapshotId, cancellationToken);
        var price = IsSame(ListingSuggestion.From(released).Pricing, ListingSuggestion.From(snapshot.Manifest).Pricing)
            ? []
            : new[] { new ReleaseChange(ChangeArea.Price, ChangeKind.Changed, "The price in the manifest changed.", Key: "pricing") };
        return [.. OfferDifference.Between(agreed, MakeTerms.Of(snapshot.Manifest!, details.Terms)), .. price];
    }

    /// <summary>Name and summary follow the manifest where the publisher left them as it says.</summary>
    private static async Task<ListedWords> WordsAsync(PortalDb db, Listing listing, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var before = ListingSuggestion.From(await ManifestAsync(db, listing.WordsSnapshotId, cancellationToken));
        var now = ListingSuggestion.From(snapshot.Manifest);
        return new ListedWords(
            listing.Name == before.Name && now.Name.Length > 0 ? now.Name : listing.Name,
            listing.Summary == before.Summary && now.Summary.Length > 0 ? now.Summary : listing.Summary,
            ListedTags.Of(snapshot.Manifest!),
            snapshot.IconAddress,
            snapshot.DocumentSetId,
            snapshot.Id);
    }

    private static async Task<Manifest?> ManifestAsync(PortalDb db, Guid snapshotId, CancellationToken cancellationToken) =>
        await db.Set<CommitSnapshot>().Where(snapshot => snapshot.Id == snapshotId).Select(snapshot => snapshot.Manifest).SingleAsync(cancellationToken);

    private static bool IsSame(Releases.Offers.Pricing one, Releases.Offers.Pricing other) =>
        JsonSerializer.Serialize(one, JsonColumn.Options) == JsonSerializer.Serialize(other, JsonColumn.Options);
}
