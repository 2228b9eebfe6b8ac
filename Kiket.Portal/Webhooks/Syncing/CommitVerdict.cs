using Kiket.Portal.Checks;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>What GitHub shows beside a commit: one word and one sentence, from its reading and its checks.</summary>
internal static class CommitVerdict
{
    /// <param name="checks">Null when none were asked for.</param>
    public static CommitStatusReport Of(RepositoryValidation validation, CheckedCommit? checks, Uri? target)
    {
        var (state, sentence) = Of(validation, checks);
        return new CommitStatusReport(state, sentence, target);
    }

    private static (CommitStatusState State, string Sentence) Of(RepositoryValidation validation, CheckedCommit? checks) => validation.Outcome switch
    {
        SyncOutcome.ManifestGone => (CommitStatusState.Failure, "There is no readable .kiket/manifest.yaml, so the listing keeps its last content."),
        SyncOutcome.ManifestInvalid => (CommitStatusState.Failure, $"{Counted(validation.Errors, "error")}, so the listing keeps its last content."),
        SyncOutcome.IdChanged => (CommitStatusState.Failure, "The manifest names another extension, so the listing stays as it was."),
        SyncOutcome.NeedsRelease => (CommitStatusState.Failure, "Customers would notice this change. Raise extension.version to release it."),
        _ => checks?.Report.State switch
        {
            CheckReportState.Finished when checks.Blocking.Count > 0 =>
                (CommitStatusState.Failure, $"The checks found {Counted(checks.Blocking.Count, "problem")}."),
            CheckReportState.Finished => (CommitStatusState.Success, Done(validation)),
            CheckReportState.Dead => (CommitStatusState.Failure, "The checks couldn't finish. Run them again in the portal."),
            _ => (CommitStatusState.Pending, "The commit was read. Its checks are running."),
        },
    };

    private static string Done(RepositoryValidation validation) => validation.Outcome switch
    {
        SyncOutcome.Refreshed => "All checks passed, and the listing shows this commit.",
        SyncOutcome.DraftPrepared => $"All checks passed. A draft of {Short(validation.Version)} is ready to submit.",
        SyncOutcome.AlreadySubmitted => $"All checks passed. {Short(validation.Version)} was submitted before.",
        _ => "All checks passed.",
    };

    private static string Short(string? version) => version is { Length: <= 40 } ? version : "a new version";

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
