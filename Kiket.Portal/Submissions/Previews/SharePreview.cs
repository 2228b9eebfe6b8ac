using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>A new link, the only time its secret is known.</summary>
/// <param name="Token">The secret of the link.</param>
public sealed record SharedPreviewLink(Guid Id, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Address inside the portal, for <see cref="SecretLinks"/>.</summary>
    public string Path => SecretLinks.PathOf(SecretLinks.Previews, Token);

    /// <summary>A record would print its secret into a log.</summary>
    public override string ToString() => $"Preview link {Id}";
}

/// <summary>Makes a private link to a draft's preview: 256 random bits, of which the database keeps the hash.</summary>
public sealed class SharePreview(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>Open links of one submission; more are a sign that some should be revoked.</summary>
    public const int MaxOpen = 10;

    private const int TokenBytes = 32;

    public async Task<Result<SharedPreviewLink>> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var now = clock.GetUtcNow();
        if (submission.SnapshotId is null)
        {
            return Error.Conflict("nothing_to_preview", "There is nothing to show yet. Let the portal read the repository first.");
        }

        if (await BackedPreviews.Open(BackedPreviews.Of(db), now).CountAsync(link => link.SubmissionId == submissionId, cancellationToken) >= MaxOpen)
        {
            return Error.Conflict("too_many_links", $"{MaxOpen} links to this preview are open. Revoke one that is no longer needed, then make another.");
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var created = PreviewLink.Create(submissionId, Hash(token), actor, now);
        db.Add(created);
        RecordAudit.Add(db, actor, "submission.preview_shared", new AuditSubject("submission", submission.Id), now, submission.OrganizationId, after: new { created.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SharedPreviewLink(created.Id, token, created.ExpiresAt);
    }

    internal static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
