using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="Url">As typed so far; need not be an address yet.</param>
public sealed record RecordRepositoryAddressRequest(Guid SubmissionId, string Url, string? Reference, Actor Actor);

/// <summary>
/// Saves the address as it is typed, so that another device shows it. Only while the draft has read nothing: with
/// a reading, another address means another extension, and that is decided by reading it.
/// </summary>
public sealed class RecordRepositoryAddress(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int MaxReference = 255;

    public async Task<Result> RunAsync(RecordRepositoryAddressRequest request, CancellationToken cancellationToken)
    {
        var url = request.Url.Trim();
        if (url.Length > ReadRepository.MaxUrl || request.Reference is { Length: > MaxReference } || MayContainSecret(url))
        {
            return Result.Success();
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.State != SubmissionState.Draft || submission.SnapshotId is not null)
        {
            return Result.Success();
        }

        var reference = string.IsNullOrWhiteSpace(request.Reference) ? null : request.Reference.Trim();
        if (submission.RecordAddress(url, reference, SubmissionAccess.Publisher(request.Actor), clock.GetUtcNow()) is { Succeeded: false } refused)
        {
            return refused;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SubmissionAccess.ChangedMeanwhile(submission);
        }

        return Result.Success();
    }

    /// <summary>An address may carry a password.</summary>
    internal static bool MayContainSecret(string url) => url.Contains('@', StringComparison.Ordinal) && url.Contains("://", StringComparison.Ordinal);
}
