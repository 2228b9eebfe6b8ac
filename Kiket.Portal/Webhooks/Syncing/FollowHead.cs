using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.GitHub;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// Applies what GitHub shows of a repository, inside the caller's unit of work: its name and visibility, what is wrong with it,
/// and what its newest commit means for its listings.
/// </summary>
public sealed class FollowHead(RepositoryNews news, FollowExtension extensions, NotifyPeople notify)
{
    /// <summary>A repository that GitHub doesn't show is asked for again before the next day.</summary>
    private static readonly TimeSpan AgainWhenMissing = TimeSpan.FromHours(6);

    internal async Task<SyncResult> RunAsync(
        Work work, ExtensionRepository repository, HeadReading reading, bool isForced, CancellationToken cancellationToken)
    {
        var notes = await DescribeAsync(work, repository, reading.Info, cancellationToken);
        var result = reading switch
        {
            { Trouble: { } trouble } => await TroubleAsync(work, repository, reading, trouble, cancellationToken),
            { Snapshot: null } => Unchanged(work, repository, reading.Head!),
            _ => await ReadAsync(work, repository, reading, isForced, cancellationToken),
        };
        return result with { Effect = string.Join(' ', notes.Append(result.Effect)) };
    }

    /// <summary>Applies name, default branch and visibility, each with its sentence.</summary>
    private async Task<List<string>> DescribeAsync(Work work, ExtensionRepository repository, RepositoryInfo? info, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        if (info is null)
        {
            return notes;
        }

        var before = (repository.Owner, repository.FullName, repository.IsPrivate, repository.IsArchived, Branch: repository.DefaultBranch);
        await news.FollowAsync(work, repository, info, actor: null, cancellationToken);
        if (!string.Equals(before.FullName, info.FullName, StringComparison.OrdinalIgnoreCase))
        {
            var verb = string.Equals(before.Owner, info.Owner, StringComparison.OrdinalIgnoreCase) ? "renamed" : "transferred";
            notes.Add($"{before.FullName} was {verb} to {info.FullName}; the listing follows.");
        }

        if (before.IsPrivate != info.IsPrivate)
        {
            notes.Add(info.IsPrivate
                ? "The repository is private now, so the listing no longer links to its source."
                : "The repository is public now, so the listing links to its source.");
        }

        if (before.IsArchived != info.IsArchived)
        {
            notes.Add(info.IsArchived
                ? "The repository was archived: the listing says that its source is no longer changed."
                : "The repository is no longer archived.");
        }

        if (before.Branch != info.DefaultBranch && repository.TrackedReference is null)
        {
            notes.Add($"The default branch is {info.DefaultBranch} now, and the listing follows it.");
        }

        return notes;
    }

    private async Task<SyncResult> TroubleAsync(
        Work work, ExtensionRepository repository, HeadReading reading, SourceTrouble trouble, CancellationToken cancellationToken)
    {
        switch (trouble)
        {
            case SourceTrouble.Replaced:
                await news.ReplacedAsync(work, repository, reading.Stranger!, actor: null, cancellationToken);
                var replaced = ConnectRepository.Replaced(repository).Message;
                Shown(work, repository, repository.SeeTrouble(trouble, replaced, work.Now));
                return new SyncResult(SyncOutcome.Replaced, replaced);
            case SourceTrouble.Unavailable when reading.Refusal!.Code != GitHubErrors.LegallyBlocked && !repository.Miss(work.Now):
                return new SyncResult(
                    SyncOutcome.Unavailable,
                    $"{reading.Refusal.Message} Nothing changes for now; if this lasts 24 hours, the listing says that its source is unavailable.")
                {
                    Again = AgainWhenMissing,
                };
            case SourceTrouble.Unavailable:
                await TellAsync(
                    work,
                    repository,
                    trouble,
                    $"{reading.Refusal!.Message} The listing keeps its last content and says that its source is unavailable.",
                    cancellationToken);
                return new SyncResult(SyncOutcome.Unavailable, repository.TroubleText!);
            case SourceTrouble.TokenRefused:
                await TellAsync(
                    work,
                    repository,
                    trouble,
                    $"{reading.Refusal!.Message} The token needs Contents: read and Metadata: read. Until then, pushes change nothing.",
                    cancellationToken);
                return new SyncResult(SyncOutcome.TokenRefused, repository.TroubleText!);
            default:
                repository.Synced(commit: null, work.Now);
                await TellAsync(
                    work,
                    repository,
                    SourceTrouble.ReferenceGone,
                    $"{repository.Tracked} no longer exists in {repository.FullName}. The listing keeps its last content. Push {repository.Tracked} again, "
                        + "or follow another branch.",
                    cancellationToken);
                return new SyncResult(SyncOutcome.ReferenceGone, repository.TroubleText!);
        }
    }

    private static SyncResult Unchanged(Work work, ExtensionRepository repository, CommitInfo head)
    {
        repository.Synced(head.Sha, work.Now);
        return new SyncResult(SyncOutcome.Unchanged, $"Nothing new: {repository.Tracked} is still at {head.ShortSha}.") { Commit = head.Sha };
    }

    private async Task<SyncResult> ReadAsync(
        Work work, ExtensionRepository repository, HeadReading reading, bool isForced, CancellationToken cancellationToken)
    {
        var (snapshot, previous) = (reading.Snapshot!, await PreviousAsync(work, repository, cancellationToken));
        repository.Synced(snapshot.Commit, work.Now);
        var followed = await JudgeAsync(work, repository, snapshot, cancellationToken);
        if (followed.Trouble == SourceTrouble.None)
        {
            Shown(work, repository, repository.SeeTrouble(SourceTrouble.None, text: null, work.Now));
        }
        else
        {
            await TellAsync(work, repository, followed.Trouble, followed.Effect, cancellationToken);
        }

        var forced = isForced ? "The push replaced earlier commits; released versions stay as they were." : null;
        return new SyncResult(followed.Outcome, string.Join(' ', new[] { followed.Effect, Difference(previous, snapshot), forced }.OfType<string>()))
        {
            Commit = snapshot.Commit,
            ExtensionId = snapshot.Manifest?.Id is { Length: <= 200 } id ? id : null,
            Version = snapshot.Manifest?.Version,
            SnapshotId = snapshot.Id,
            Errors = snapshot.Findings.Count(finding => finding.Level == FindingLevel.Error),
            Warnings = snapshot.Findings.Count(finding => finding.Level == FindingLevel.Warning),
            Findings = followed.Findings,
        };
    }

    private async Task<Followed> JudgeAsync(Work work, ExtensionRepository repository, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.ManifestPath is null && snapshot.HasErrors)
        {
            return new Followed(
                SyncOutcome.ManifestGone,
                $"{snapshot.ShortCommit} has no readable .kiket/manifest.yaml. The listing keeps its last content. Put the file back and push again.")
            {
                Trouble = SourceTrouble.ManifestGone,
            };
        }

        if (snapshot.HasErrors || snapshot.Manifest?.Id is null)
        {
            var first = snapshot.Findings.FirstOrDefault(finding => finding.Level == FindingLevel.Error);
            var where = first?.Line is { } line ? $"{first.Path}:{line}: " : "";
            return new Followed(
                SyncOutcome.ManifestInvalid,
                $"{snapshot.ShortCommit} has errors, so the listing keeps its last content. The first: {where}{first?.Message ?? "the manifest has no id."}")
            {
                Trouble = SourceTrouble.ManifestInvalid,
            };
        }

        return await extensions.RunAsync(work, repository, snapshot, cancellationToken);
    }

    /// <summary>The reading of the head before this one.</summary>
    private static async Task<CommitSnapshot?> PreviousAsync(Work work, ExtensionRepository repository, CancellationToken cancellationToken) =>
        repository.HeadCommit is not { } commit
            ? null
            : await work.Db.Set<CommitSnapshot>().AsNoTracking()
                .Where(snapshot => snapshot.RepositoryId == repository.Id && snapshot.Commit == commit)
                .OrderByDescending(snapshot => snapshot.ReadAt)
                .FirstOrDefaultAsync(cancellationToken);

    /// <summary>"1 warning added, 2 fixed."; null when nothing changed.</summary>
    private static string? Difference(CommitSnapshot? before, CommitSnapshot after)
    {
        if (before is null || before.Commit == after.Commit)
        {
            return null;
        }

        var changes = SnapshotChanges.Between(before, after);
        var added = changes.New.Count(finding => finding.Level == FindingLevel.Warning);
        var gone = changes.Gone.Count(finding => finding.Level == FindingLevel.Warning);
        var parts = new[] { added > 0 ? $"{Counted(added)} added" : null, gone > 0 ? $"{Counted(gone)} fixed" : null }.OfType<string>().ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts) + ".";
    }

    private static string Counted(int count) => count == 1 ? "1 warning" : $"{count} warnings";

    /// <summary>Records what is wrong, and tells the publisher once while it lasts.</summary>
    private async Task TellAsync(Work work, ExtensionRepository repository, SourceTrouble trouble, string text, CancellationToken cancellationToken)
    {
        var isNews = repository.SeeTrouble(trouble, text, work.Now);
        Shown(work, repository, isNews);
        if (!isNews)
        {
            return;
        }

        var db = work.Db;
        var slug = await db.Set<Organization>()
            .Where(organization => organization.Id == repository.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        var publishers = await OrganizationQueries.MemberIdsAsync(db, repository.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var draft = new NotificationDraft(
            NotificationKind.Repository,
            "repository.trouble",
            FormattableString.Invariant($"{repository.Id}:{trouble}:{work.Now.UtcTicks}"),
            Title(repository, trouble),
            text,
            $"/orgs/{slug}/settings/extension-webhooks");
        await notify.AddAsync(db, publishers, draft, cancellationToken);
        work.Refresh(() => notify.PublishAsync(publishers));
    }

    /// <summary>The listing says what is wrong with its source, so its cached pages are evicted.</summary>
    private static void Shown(Work work, ExtensionRepository repository, bool isNews)
    {
        if (isNews)
        {
            work.Raise(new RepositoryChanged(repository.Id));
        }
    }

    private static string Title(ExtensionRepository repository, SourceTrouble trouble) => trouble switch
    {
        SourceTrouble.Unavailable => $"{repository.FullName} is unavailable",
        SourceTrouble.TokenRefused => $"GitHub refuses the token of {repository.FullName}",
        SourceTrouble.ReferenceGone => $"{repository.Tracked} of {repository.FullName} is gone",
        SourceTrouble.ManifestGone => $"The manifest of {repository.FullName} is gone",
        SourceTrouble.ManifestInvalid => $"The last push to {repository.FullName} has errors",
        SourceTrouble.IdChanged => $"The last push to {repository.FullName} names another extension",
        _ => $"The last push to {repository.FullName} needs a higher version",
    };
}

/// <summary>What a commit means for the listings of its repository.</summary>
/// <param name="Effect">A sentence for the publisher.</param>
internal sealed record Followed(SyncOutcome Outcome, string Effect)
{
    public SourceTrouble Trouble { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
