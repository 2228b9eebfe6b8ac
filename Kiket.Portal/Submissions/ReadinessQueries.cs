using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Organizations;
using Kiket.Portal.Policies;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Reads the facts that the readiness of submissions depends on: the same for the wizard, the list of drafts and
/// submitting. A list takes as many queries as one submission.
/// </summary>
public static class ReadinessQueries
{
    public static async Task<ReadinessFacts> FactsAsync(PortalDb db, Submission submission, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await FactsAsync(db, [submission], now, cancellationToken))[submission.Id];

    /// <summary>The same for a snapshot that may not be stored.</summary>
    public static async Task<ReadinessFacts> FactsAsync(
        PortalDb db, Submission submission, CommitSnapshot? snapshot, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await FactsAsync(db, [new Measured(submission, snapshot)], now, cancellationToken))[submission.Id];

    /// <returns>By the id of the submission.</returns>
    public static async Task<IReadOnlyDictionary<Guid, ReadinessFacts>> FactsAsync(
        PortalDb db, IReadOnlyCollection<Submission> submissions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = submissions.Select(submission => submission.SnapshotId).OfType<Guid>().ToHashSet();
        var snapshots = ids.Count == 0
            ? []
            : await db.Set<CommitSnapshot>().AsNoTracking()
                .Where(snapshot => ids.Contains(snapshot.Id))
                .ToDictionaryAsync(snapshot => snapshot.Id, cancellationToken);
        return await FactsAsync(
            db,
            [.. submissions.Select(submission => new Measured(submission, submission.SnapshotId is { } id ? snapshots[id] : null))],
            now,
            cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<Guid, ReadinessFacts>> FactsAsync(
        PortalDb db, IReadOnlyList<Measured> measured, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var registered = await ReserveExtensionId.FindAsync(db, [.. measured.Select(one => one.Id).OfType<ExtensionName>()], cancellationToken);
        var applicants = await ReserveExtensionId.ApplicantsAsync(
            db, [.. measured.Select(one => (one.Submission.OrganizationId, one.Submission.RepositoryId))], cancellationToken);
        var checks = await CheckQueries.FindAsync(db, [.. measured.Select(one => one.Read).OfType<CommitOf>()], cancellationToken);
        var others = await OtherIdsAsync(db, measured, now, cancellationToken);
        foreach (var one in measured)
        {
            one.Known = one.Id is { } id ? registered.GetValueOrDefault(id) : null;
        }

        var own = measured.Select(one => one.Own?.Id).OfType<Guid>().ToHashSet();
        var highest = await PublishRelease.HighestAsync(db, own, cancellationToken);
        var categories = await OfferedCategories.ReadAsync(db, own, cancellationToken);
        var open = await OpenVersionsAsync(db, own, cancellationToken);
        var elsewhere = await PublicElsewhereAsync(db, measured, cancellationToken);
        var organizations = measured.Select(one => one.Submission.OrganizationId).ToHashSet();
        var agreed = await db.Set<PublisherAgreement>().Where(accepted => organizations.Contains(accepted.OrganizationId))
            .Select(accepted => accepted.OrganizationId).ToListAsync(cancellationToken);
        var settings = await db.Set<ReviewSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return measured.ToDictionary(one => one.Submission.Id, one =>
        {
            var found = one.Read is { } read ? checks.GetValueOrDefault(read) : null;
            return new ReadinessFacts(one.Snapshot, one.Known, one.Own is { } extension ? highest.GetValueOrDefault(extension.Id) : null)
            {
                Applicant = applicants[(one.Submission.OrganizationId, one.Submission.RepositoryId)],
                Now = now,
                Categories = categories.For(one.Own?.Id),
                SensitiveScopes = settings?.SensitiveScopes ?? Manifests.PermissionMeanings.DefaultSensitive,
                OtherIds = one.Id is { } id ? [.. others.Where(other => one.IsOther(other, id)).Select(other => other.ExtensionId)] : [],
                Checks = found,
                Blocking = found?.Blocking ?? [],
                IsInReview = open.Any(one.Competes),
                HasAgreement = agreed.Contains(one.Submission.OrganizationId),
                IsInOtherRegistry = one.Id is { } name && others.Any(other => one.IsTwin(other, name)),
                IsPublicElsewhere = elsewhere.Contains(one.Submission.Id),
            };
        });
    }

    /// <summary>What else comes from the same repositories, and what the organizations have under the same ids in any registry.</summary>
    private static async Task<IReadOnlyList<OtherId>> OtherIdsAsync(
        PortalDb db, IReadOnlyList<Measured> measured, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var repositories = measured.Where(one => one.Id is not null).Select(one => one.Submission.RepositoryId).OfType<Guid>().ToHashSet();
        var ids = measured.Select(one => one.Id?.NormalizedId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var organizations = measured.Select(one => one.Submission.OrganizationId).ToHashSet();
        return repositories.Count == 0
            ? []
            : await db.Set<Extension>()
                .Where(extension => repositories.Contains(extension.RepositoryId)
                    || (organizations.Contains(extension.OrganizationId) && ids.Contains(extension.NormalizedId)))
                .Where(extension => extension.ReservedUntil == null || extension.ReservedUntil > now)
                .OrderBy(extension => extension.CreatedAt)
                .Select(extension => new OtherId(
                    extension.OrganizationId, extension.RepositoryId, extension.Registry, extension.NormalizedId, extension.ExtensionId))
                .ToListAsync(cancellationToken);
    }

    /// <summary>The private submissions whose id another publisher has in the marketplace. What isn't listed there stays unknown.</summary>
    private static async Task<IReadOnlySet<Guid>> PublicElsewhereAsync(
        PortalDb db, IReadOnlyList<Measured> measured, CancellationToken cancellationToken)
    {
        var named = measured.Where(one => one.Submission.IsPrivate && one.Id is not null).ToList();
        if (named.Count == 0)
        {
            return new HashSet<Guid>();
        }

        var ids = named.Select(one => one.Id!.Value.NormalizedId).ToHashSet(StringComparer.Ordinal);
        var listed = await VisibleRegistry.Marketplace.Listed(db.Set<Listing>())
            .Where(listing => ids.Contains(listing.NormalizedId))
            .Select(listing => new { listing.NormalizedId, listing.OrganizationId })
            .ToListAsync(cancellationToken);
        return named
            .Where(one => listed.Exists(
                other => other.NormalizedId == one.Id!.Value.NormalizedId && other.OrganizationId != one.Submission.OrganizationId))
            .Select(one => one.Submission.Id)
            .ToHashSet();
    }

    private static async Task<IReadOnlyList<OpenVersion>> OpenVersionsAsync(PortalDb db, IReadOnlySet<Guid> extensions, CancellationToken cancellationToken) =>
        extensions.Count == 0
            ? []
            : await db.Set<Submission>()
                .Where(submission => submission.ExtensionKey != null && extensions.Contains(submission.ExtensionKey.Value) && submission.OpenVersionKey != null)
                .Select(submission => new OpenVersion(submission.Id, submission.ExtensionKey!.Value, submission.OpenVersionKey!))
                .ToListAsync(cancellationToken);

    /// <summary>An extension id that comes from a repository.</summary>
    private sealed record OtherId(Guid OrganizationId, Guid RepositoryId, string Registry, string NormalizedId, string ExtensionId);

    /// <summary>A version in review.</summary>
    private sealed record OpenVersion(Guid SubmissionId, Guid ExtensionKey, string VersionKey);

    private sealed class Measured(Submission submission, CommitSnapshot? snapshot)
    {
        public Submission Submission { get; } = submission;

        public CommitSnapshot? Snapshot { get; } = snapshot;

        public ExtensionName? Id { get; } = snapshot?.Manifest?.Id is { } id ? ExtensionName.Of(submission.Registry, id) : null;

        public CommitOf? Read { get; } = submission.RepositoryId is { } repository && snapshot is not null ? new CommitOf(repository, snapshot.Commit) : null;

        public RegisteredId? Known { get; set; }

        /// <summary>The extension, when it belongs to the submitting organization.</summary>
        public Extension? Own => Known?.Extension.OrganizationId == Submission.OrganizationId ? Known.Extension : null;

        private string? VersionKey { get; } = VersionPolicy.Parse(snapshot?.Manifest?.Version).TryGet(out var version, out _)
            ? VersionPolicy.PrecedenceKey(version)
            : null;

        public bool IsOther(OtherId other, ExtensionName id) =>
            other.RepositoryId == Submission.RepositoryId && other.Registry == id.Registry && other.NormalizedId != id.NormalizedId;

        public bool IsTwin(OtherId other, ExtensionName id) =>
            other.OrganizationId == Submission.OrganizationId && other.NormalizedId == id.NormalizedId && other.Registry != id.Registry;

        public bool Competes(OpenVersion other) => other.ExtensionKey == Own?.Id && other.VersionKey == VersionKey && other.SubmissionId != Submission.Id;
    }
}
