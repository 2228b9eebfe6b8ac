using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>A new link and its secret, which can't be read again.</summary>
/// <param name="Token">The secret of the link.</param>
public sealed record SharedPreviewLink(Guid Id, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Address inside the portal, for <see cref="SecretLinks"/>.</summary>
    public string Path => SecretLinks.PathOf(SecretLinks.Previews, Token);

    /// <summary>A record would print its secret into a log.</summary>
    public override string ToString() => $"Preview link {Id}";
}

/// <summary>Creates a private link to a draft's preview: 256 random bits. The database only stores their hash.</summary>
public sealed class SharePreview(UnitOfWork unit)
{
    /// <summary>Open links of one submission. To get more, a person revokes some first.</summary>
    public const int MaxOpen = 10;

    private const int TokenBytes = 32;

    public Task<Result<SharedPreviewLink>> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ShareAsync(work, submissionId, actor, cancellationToken), cancellationToken, counts: true);

    private static async Task<Result<SharedPreviewLink>> ShareAsync(Work work, Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.IsPrivate)
        {
            return Error.Conflict("submission_private", "Only members of your organization see a private extension, so its preview has no link for others.");
        }

        if (submission.SnapshotId is null)
        {
            return Error.Conflict("nothing_to_preview", "There is nothing to show yet. Read the repository first.");
        }

        if (await BackedPreviews.Open(BackedPreviews.Of(db), now).CountAsync(link => link.SubmissionId == submissionId, cancellationToken) >= MaxOpen)
        {
            return Error.Conflict("too_many_links", $"This preview already has {MaxOpen} links. Revoke one that you no longer need, then create another one.");
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var created = PreviewLink.Create(submissionId, Hash(token), actor, now);
        db.Add(created);
        work.Audit(
            actor, "submission.preview_shared", new AuditSubject("submission", submission.Id), submission.OrganizationId, after: new { created.ExpiresAt });
        return new SharedPreviewLink(created.Id, token, created.ExpiresAt);
    }

    internal static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
