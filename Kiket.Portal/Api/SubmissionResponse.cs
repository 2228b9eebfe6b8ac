using Kiket.Portal.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Semver;

namespace Kiket.Portal.Api;

public enum CheckState
{
    Passed,
    Warning,
    Failed,

    /// <summary>Waiting or running. Ask again in a moment.</summary>
    Pending,

    /// <summary>A part couldn't be checked, so it isn't reported as passed.</summary>
    Incomplete,

    /// <summary>Doesn't apply to this extension.</summary>
    NotNeeded,
}

/// <summary>How much a version changes compared with the listed one.</summary>
public enum ChangeClass
{
    /// <summary>Nothing is listed yet.</summary>
    Initial,
    Major,
    Minor,
    Patch,
    Prerelease,
}

/// <param name="Name">What was checked: repository, manifest, documentation, sensitive_files, container, egress or sanity.</param>
public sealed record CheckResponse(string Name, CheckState State, int Errors, int Warnings, DateTimeOffset CheckedAt);

/// <param name="Side">Who wrote it: publisher, reviewer or portal.</param>
/// <param name="Commit">The commit that it is about.</param>
public sealed record MessageResponse(Guid Id, SubmissionEntryKind Kind, Side Side, string Author, string Text, string? Commit, DateTimeOffset At);

public sealed record DecisionResponse(Decision Decision, string Message, string DecidedBy, string? Commit, DateTimeOffset DecidedAt);

/// <summary>A submission, for its publisher and for reviewers.</summary>
/// <param name="ChangeClass">initial, major, minor, patch or prerelease, against the listed version; null without a readable version.</param>
/// <param name="Missing">Fields that a draft still needs, such as listing.summary.</param>
/// <param name="Decision">The last decision; null before the first.</param>
public sealed record SubmissionResponse(
    Guid Id,
    string Registry,
    string? ExtensionId,
    string? Version,
    string? Commit,
    SubmissionState State,
    ChangeClass? ChangeClass,
    string? ListedVersion,
    string RepositoryUrl,
    string? Ref,
    IReadOnlyList<FindingOverrideForm> Findings,
    IReadOnlyList<CheckResponse> Checks,
    IReadOnlyList<MessageResponse> Messages,
    DecisionResponse? Decision,
    IReadOnlyList<string> Missing,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? DecidedAt,
    string Url)
{
    internal static SubmissionResponse From(
        Submission submission, CommitSnapshot? snapshot, CheckedCommit? checks, string? listedVersion, IReadOnlyList<string> missing, string url) => new(
        submission.Id,
        submission.Registry,
        submission.ExtensionId,
        submission.Version,
        submission.Commit,
        submission.State,
        Change(submission.Version, listedVersion),
        listedVersion,
        submission.RepositoryUrl,
        submission.Reference,
        FindingOverrideForm.All([.. snapshot?.Findings ?? [], .. checks?.Report.OwnFindings ?? []]),
        snapshot is null ? [] : [.. ChecksOf(snapshot), .. RunsOf(checks)],
        [.. submission.Entries.Where(entry => entry.Text.Length > 0).Select(entry =>
            new MessageResponse(entry.Id, entry.Kind, entry.Side, entry.AuthorName, entry.Text, entry.Commit, entry.At))],
        submission.Entries.LastOrDefault(entry => entry.IsDecision) is { } last
            ? new DecisionResponse(DecisionOf(last.Kind), last.Text, last.AuthorName, last.Commit, last.At)
            : null,
        missing,
        submission.CreatedAt,
        submission.SubmittedAt,
        submission.DecidedAt,
        url);

    /// <summary>The kind of change from one version to the other, by semantic versioning.</summary>
    internal static ChangeClass? Change(string? version, string? listed)
    {
        if (!SemVersion.TryParse(version, SemVersionStyles.Strict, out var now, maxLength: 256))
        {
            return null;
        }

        if (!SemVersion.TryParse(listed, SemVersionStyles.Strict, out var before, maxLength: 256))
        {
            return Api.ChangeClass.Initial;
        }

        return now switch
        {
            { IsPrerelease: true } => Api.ChangeClass.Prerelease,
            _ when now.Major != before.Major => Api.ChangeClass.Major,
            _ when now.Minor != before.Minor => Api.ChangeClass.Minor,
            _ => Api.ChangeClass.Patch,
        };
    }

    /// <summary>Findings by subject. The letter of a rule's id is its family.</summary>
    private static IReadOnlyList<CheckResponse> ChecksOf(CommitSnapshot snapshot)
    {
        CheckResponse Check(string name, Func<Finding, bool> belongs)
        {
            var errors = snapshot.Findings.Count(finding => belongs(finding) && finding.Level == FindingLevel.Error);
            var warnings = snapshot.Findings.Count(finding => belongs(finding) && finding.Level == FindingLevel.Warning);
            var state = errors > 0 ? CheckState.Failed : warnings > 0 ? CheckState.Warning : CheckState.Passed;
            return new CheckResponse(name, state, errors, warnings, snapshot.ReadAt);
        }

        return
        [
            Check("repository", finding => finding.Id[0] is not ('M' or 'D')),
            Check("manifest", finding => finding.Id[0] == 'M'),
            Check("documentation", finding => finding.Id[0] == 'D'),
        ];
    }

    /// <summary>The checks that read the files and call the endpoints.</summary>
    private static IEnumerable<CheckResponse> RunsOf(CheckedCommit? checks) => (checks?.Report.Runs ?? [])
        .Where(run => run.Kind != CheckKind.Manifest)
        .OrderBy(run => run.Kind)
        .Select(run => new CheckResponse(
            run.Kind switch { CheckKind.SensitiveFiles => "sensitive_files", CheckKind.Container => "container", CheckKind.Egress => "egress", _ => "sanity" },
            run.State != CheckRunState.Finished ? CheckState.Pending : run.Outcome switch
            {
                CheckOutcome.Failed => CheckState.Failed,
                CheckOutcome.Warnings => CheckState.Warning,
                CheckOutcome.Incomplete => CheckState.Incomplete,
                CheckOutcome.NotNeeded => CheckState.NotNeeded,
                _ => CheckState.Passed,
            },
            run.Findings.Count(finding => finding.Level == FindingLevel.Error),
            run.Findings.Count(finding => finding.Level == FindingLevel.Warning),
            run.FinishedAt ?? checks!.Report.CreatedAt));

    private static Decision DecisionOf(SubmissionEntryKind kind) => kind switch
    {
        SubmissionEntryKind.Approved => Reviews.Decisions.Decision.Approve,
        SubmissionEntryKind.Rejected => Reviews.Decisions.Decision.Reject,
        _ => Reviews.Decisions.Decision.RequestChanges,
    };
}
