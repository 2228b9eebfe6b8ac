using Kiket.Portal.Accounts;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Findings;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Checks;

/// <summary>
/// The checks of a commit, live: what is running, how far it is, the findings, and what to do about them. The page around
/// it has checked who may see the commit.
/// </summary>
public sealed partial class CheckList
{
    private CheckedCommit? _checked;
    private string? _problem;
    private (Guid, string) _shown;

    [Parameter, EditorRequired] public Guid RepositoryId { get; set; }

    [Parameter, EditorRequired] public string Commit { get; set; } = "";

    /// <summary>Address of a finding's line at the commit.</summary>
    [Parameter] public Func<Finding, string?>? AddressOf { get; set; }

    /// <summary>The person may run checks again.</summary>
    [Parameter] public bool CanRun { get; set; }

    /// <summary>The person publishes from this repository and may accept findings that block.</summary>
    [Parameter] public bool CanOverride { get; set; }

    /// <summary>Shown with the findings of the manifest, such as what the version means for the listing.</summary>
    [Parameter] public IReadOnlyList<Finding> Notices { get; set; } = [];

    /// <summary>Called when a finding was accepted or not accepted any more, or the checks ended: readiness can change.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    [Inject] public required CheckQueries Queries { get; init; }

    [Inject] public required RunChecks Checks { get; init; }

    [Inject] public required OverrideFinding Override { get; init; }

    [Inject] public required ChecksTopic Topic { get; init; }

    [Inject] public required CurrentPerson Person { get; init; }

    private bool IsBusy => _checked?.Report is { State: CheckReportState.Running } or { State: CheckReportState.Queued, IsFinished: false };

    private string Headline => _checked switch
    {
        null => "Not checked yet. Read the repository again to check it.",
        { Report.State: CheckReportState.Dead } => "Not finished",
        _ when IsBusy => $"Checking… {_checked.Report.Runs.Count(run => run.State == CheckRunState.Finished)} of {_checked.Report.Runs.Count} done",
        { Report.IsStaticFinished: false } => "Waiting",
        { Errors.Count: var errors and > 0 } => errors == 1 ? "1 error blocks submitting" : $"{errors} errors block submitting",
        _ when _checked.Report.Runs.Any(run => run.Outcome == CheckOutcome.Failed && !IsOverridden(run)) => "Fix the manifest or the documentation first",
        _ when _checked.Report.Runs.Any(run => run.Outcome == CheckOutcome.Incomplete) => "Partly checked",
        _ when _checked.Report.Runs.Any(run => run.Outcome == CheckOutcome.Warnings) => "Nothing blocks submitting. A reviewer will ask about the warnings.",
        _ => "All checks passed",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (RepositoryId, Commit))
        {
            return;
        }

        _shown = (RepositoryId, Commit);
        await LoadAsync();
        Follow(Topic, RepositoryId, RefreshAsync);
    }

    private async Task LoadAsync() => _checked = await Queries.FindAsync(RepositoryId, Commit, CancellationToken.None);

    private async Task RefreshAsync()
    {
        var wasBusy = IsBusy;
        await LoadAsync();
        StateHasChanged();
        if (wasBusy != IsBusy)
        {
            await Changed.InvokeAsync();
        }
    }

    private IReadOnlyList<Finding> FindingsOf(CheckRun run) => run.Kind == CheckKind.Manifest ? [.. run.Findings, .. Notices] : run.Findings;

    /// <summary>Counts what is listed below, with the notices that the check itself doesn't know.</summary>
    private string SummaryOf(CheckRun run) => run switch
    {
        { Summary.Length: 0 } => CheckKinds.Lead(run.Kind),
        { Kind: CheckKind.Manifest, Findings.Count: > 0 } => CheckResult.Count(FindingsOf(run)),
        _ => run.Summary,
    };

    private bool IsOverridden(CheckRun run) =>
        run.Kind != CheckKind.Manifest
        && run.Findings.Where(finding => finding.Level == FindingLevel.Error).All(finding => finding.Key is { } key && _checked!.Overrides.ContainsKey(key));

    private BadgeTone ToneOf(CheckRun run) =>
        run.State == CheckRunState.Finished ? CheckLabels.Tone(run.Outcome, IsOverridden(run)) : BadgeTone.Neutral;

    /// <summary>What must be fixed is open. Long lists of notes are closed, so that they do not hide the rest.</summary>
    private bool IsOpen(CheckRun run, IReadOnlyList<Finding> findings) => run.Outcome == CheckOutcome.Failed || findings.Count <= 3;

    private async Task RunAgainAsync(CheckKind? kind)
    {
        _problem = (await Checks.AgainAsync(RepositoryId, Commit, kind is { } one ? [one] : null, CancellationToken.None)).Error?.Message;
        await LoadAsync();
    }

    private async Task<string?> OverrideAsync(string key, string reason)
    {
        var given = await Override.RunAsync(RepositoryId, Commit, key, reason, await Person.RequireAsync(), CancellationToken.None);
        return await AfterAsync(given.Error?.Message);
    }

    private async Task<string?> WithdrawAsync(string key)
    {
        var withdrawn = await Override.WithdrawAsync(RepositoryId, key, await Person.RequireAsync(), CancellationToken.None);
        return await AfterAsync(withdrawn.Error?.Message);
    }

    private async Task<string?> AfterAsync(string? problem)
    {
        await LoadAsync();
        StateHasChanged();
        await Changed.InvokeAsync();
        return problem;
    }
}
