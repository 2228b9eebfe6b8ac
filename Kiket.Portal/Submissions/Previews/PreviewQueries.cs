using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>The content of a private link: the future listing, without the conversation, the people or the tokens.</summary>
public sealed record SharedPreview(
    Guid LinkId, Submission Submission, CommitSnapshot Snapshot, ExtensionRepository? Repository, string PublisherName, DateTimeOffset ExpiresAt)
{
    /// <summary>Opens the repository's pictures while the link is open. The link can't be derived from it.</summary>
    public required string PictureKey { get; init; }
}

public sealed class PreviewQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>Longer than any token. A longer text isn't looked up.</summary>
    private const int MaxToken = 100;

    public static Error NotFound => Error.NotFound(
        "preview_not_found", "This preview link is incomplete or invalid. Ask the publisher for a new one.");

    /// <summary>The open links of a submission, newest first.</summary>
    public async Task<IReadOnlyList<PreviewLink>> OpenLinksAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).Succeeded)
        {
            return [];
        }

        return await BackedPreviews.Open(BackedPreviews.Of(db), now).AsNoTracking()
            .Where(link => link.SubmissionId == submissionId)
            .OrderByDescending(link => link.CreatedAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The preview behind a link.</summary>
    public async Task<Result<SharedPreview>> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxToken)
        {
            return NotFound;
        }

        var hash = SharePreview.Hash(token);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var link = await db.Set<PreviewLink>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.TokenHash == hash, cancellationToken);
        if (link is null)
        {
            return NotFound;
        }

        if (!await BackedPreviews.Of(db).AnyAsync(backed => backed.Id == link.Id, cancellationToken))
        {
            return await MakerGoneAsync(db, link, cancellationToken);
        }

        if (!link.IsOpen(clock.GetUtcNow()))
        {
            return Error.Gone("preview_closed", "This link has expired or was revoked. Ask the publisher for a new one.");
        }

        return await ReadAsync(db, link, cancellationToken);
    }

    private static async Task<Error> MakerGoneAsync(PortalDb db, PreviewLink link, CancellationToken cancellationToken)
    {
        var publisher = await (
            from submission in db.Set<Submission>()
            join organization in db.Set<Organization>() on submission.OrganizationId equals organization.Id
            where submission.Id == link.SubmissionId
            select organization.Name)
            .SingleAsync(cancellationToken);
        return Error.Gone("preview_maker_gone", $"The person who shared this preview is no longer an admin of {publisher}. Ask the publisher for a new link.");
    }

    private static async Task<Result<SharedPreview>> ReadAsync(PortalDb db, PreviewLink link, CancellationToken cancellationToken)
    {
        var submission = await db.Set<Submission>().AsNoTracking()
            .Include(shown => shown.Attachments)
            .ThenInclude(attachment => attachment.Upload)
            .SingleOrDefaultAsync(
                candidate => candidate.Id == link.SubmissionId && candidate.DeletedAt == null && candidate.SnapshotId != null, cancellationToken);
        if (submission is null)
        {
            return Error.Gone("preview_closed", "This preview no longer exists. Ask the publisher for a new link.");
        }

        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        if (snapshot.Manifest is null)
        {
            return Error.Gone(
                "preview_closed", "There is nothing to show, because the manifest can't be read at the newest commit. Ask the publisher to fix it.");
        }

        var repository = await db.Set<ExtensionRepository>().AsNoTracking()
            .SingleOrDefaultAsync(candidate => candidate.Id == submission.RepositoryId, cancellationToken);
        var publisher = await db.Set<Organization>()
            .Where(organization => organization.Id == submission.OrganizationId)
            .Select(organization => organization.Name)
            .SingleAsync(cancellationToken);
        return new SharedPreview(link.Id, submission, snapshot, repository, publisher, link.ExpiresAt) { PictureKey = link.TokenHash };
    }
}
