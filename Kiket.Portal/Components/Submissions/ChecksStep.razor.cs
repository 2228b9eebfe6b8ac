using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Second step: the commit, what was found in it, and every finding.</summary>
public sealed partial class ChecksStep
{
    private bool _checkedSame;

    [Parameter, EditorRequired] public required SubmissionView View { get; set; }

    [Parameter, EditorRequired] public required Func<ReadRequest, Task> Read { get; set; }

    [Parameter] public ReadCommitStep? Reading { get; set; }

    [Parameter] public Error? Problem { get; set; }

    /// <summary>What blocks submitting may have changed.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    [Inject] public required GitHubLinks Links { get; init; }

    private string Where => View.Submission.Reference ?? View.Repository?.DefaultBranch ?? "the default branch";

    private async Task CheckAgainAsync()
    {
        _checkedSame = false;
        var before = View.Snapshot?.Commit;
        await Read(new ReadRequest(View.Submission.RepositoryUrl, View.Submission.Reference, null, Refresh: true));
        _checkedSame = View.Snapshot?.Commit == before;
    }

    private string FileAddress(string path) => Links.File(View.Repository!.FullName, View.Snapshot!.Commit, path);

    private string? LineAddress(Finding finding) => finding.Path is { } path && View.Repository is { } repository && View.Snapshot is { } snapshot
        ? Links.File(repository.FullName, snapshot.Commit, path, finding.Line)
        : null;

    private static string FirstLine(string message) => message.Split('\n', 2)[0];
}
