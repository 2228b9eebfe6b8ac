using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="Url">As typed so far; may be incomplete.</param>
public sealed record RecordRepositoryAddressRequest(Guid SubmissionId, string Url, string? Reference, Actor Actor);

/// <summary>
/// Saves the address while it is typed, so that another device shows it. Only for a draft that hasn't read a repository yet:
/// after that, another address means another extension, which <see cref="ReadRepository"/> decides.
/// </summary>
public sealed class RecordRepositoryAddress(UnitOfWork unit)
{
    private const int MaxReference = 255;

    public async Task<Result> RunAsync(RecordRepositoryAddressRequest request, CancellationToken cancellationToken)
    {
        var url = request.Url.Trim();
        if (url.Length > ReadRepository.MaxUrl || request.Reference is { Length: > MaxReference } || MayContainSecret(url))
        {
            return Result.Success();
        }

        return await unit.RunAsync(
            work => RecordAsync(work, request, url, cancellationToken),
            cancellationToken,
            db => SubmissionAccess.LostAsync(db, request.SubmissionId, cancellationToken));
    }

    private static async Task<Result> RecordAsync(Work work, RecordRepositoryAddressRequest request, string url, CancellationToken cancellationToken)
    {
        if (!(await SubmissionAccess.OpenAsync(work.Db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.State != SubmissionState.Draft || submission.SnapshotId is not null)
        {
            return Result.Success();
        }

        var reference = string.IsNullOrWhiteSpace(request.Reference) ? null : request.Reference.Trim();
        return submission.RecordAddress(url, reference, SubmissionAccess.Publisher(request.Actor), work.Now);
    }

    /// <summary>An address may carry a password.</summary>
    internal static bool MayContainSecret(string url) =>
        url.Contains('@', StringComparison.Ordinal) && url.Contains("://", StringComparison.Ordinal);
}
