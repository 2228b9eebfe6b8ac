using Kiket.Portal.Accounts;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Installations;

/// <summary>
/// The upgrades of an organization. What needs nothing is ticked; what asks for more is gone through one by one, and only the hash of a
/// difference that was on the screen is ever sent.
/// </summary>
public sealed partial class UpgradesPanel
{
    private List<UpgradeChoice>? _rows;
    private Guid _organization;

    /// <summary>The installation whose difference is on the screen. One at a time, so that nobody agrees to the wrong one.</summary>
    private long? _shown;
    private bool _walks;
    private bool _busy;

    [Parameter, EditorRequired] public required OrganizationMember Member { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required UpgradeQueries Queries { get; init; }

    [Inject] public required UpgradeInstallation Upgrade { get; init; }

    [Inject] public required InstallationTopic Topic { get; init; }

    private bool CanChange => Member.Role >= OrganizationRole.Admin;

    private List<UpgradeChoice> Waiting => [.. _rows!.Where(row => row.WaitsForConsent)];

    private List<UpgradeChoice> Ready => [.. _rows!.Where(row => row.IsReady)];

    private List<UpgradeChoice> Failed => [.. _rows!.Where(row => row.Progress == UpgradeProgress.Failed)];

    /// <summary>Those that failed and need nothing but another try.</summary>
    private List<UpgradeChoice> Again => [.. Failed.Where(row => row is { CanStart: true, WaitsForConsent: false, IsTicked: false })];

    private string Summary
    {
        get
        {
            var (runs, done) = (Count(UpgradeProgress.Runs), Count(UpgradeProgress.Done));
            string?[] parts =
            [
                runs > 0 ? $"{runs} running" : null,
                done > 0 ? $"{done} done" : null,
                Failed.Count > 0 ? $"{Failed.Count} failed: each says what to do" : null,
            ];
            return string.Join(", ", parts.OfType<string>()) is { Length: > 0 } text ? text + "." : "";
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        // The page sets its parameters again when rights change, and that must not undo what was chosen.
        if (_rows is null || _organization != Member.OrganizationId)
        {
            _organization = Member.OrganizationId;
            await LoadAsync();
            Follow(Topic, _organization, ReadProgressAsync);
        }
    }

    private async Task LoadAsync()
    {
        _rows = [.. (await Queries.ForOrganizationAsync(Member.OrganizationId, CancellationToken.None)).Select(upgrade => new UpgradeChoice(upgrade))];
        (_shown, _walks) = (null, false);
    }

    /// <summary>Only what was done, not what could be: with many rows that would be read again for each step of each upgrade.</summary>
    private async Task ReadProgressAsync()
    {
        var last = await Queries.LastAsync([.. _rows!.Select(row => row.Upgrade.Installation.Id)], CancellationToken.None);
        foreach (var row in _rows!)
        {
            row.Last = last.GetValueOrDefault(row.Upgrade.Installation.Id) ?? row.Last;
        }
    }

    private void Show(UpgradeChoice row) => (_shown, _walks) = (row.Number, false);

    private void Walk()
    {
        foreach (var row in Waiting)
        {
            row.IsPostponed = false;
        }

        _walks = true;
        Next();
    }

    private void Agree(UpgradeChoice row)
    {
        if (row.Agree())
        {
            Next();
        }
    }

    private void Postpone(UpgradeChoice row)
    {
        row.IsPostponed = true;
        Next();
    }

    private void Next() => _shown = _walks ? Waiting.Find(row => !row.IsPostponed)?.Number : null;

    private async Task StartAsync(List<UpgradeChoice> chosen)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _shown) = (true, null);
        var actor = await Person.RequireAsync();
        foreach (var row in chosen)
        {
            row.Begin();
            row.Apply(await Upgrade.RunAsync(
                new UpgradeInstallationRequest(row.Number, Member.OrganizationId, row.Target!.Version, row.Consent, actor) { Configuration = row.Answers },
                CancellationToken.None));
            StateHasChanged();
        }

        await ReadProgressAsync();
        _busy = false;
    }

    private int Count(UpgradeProgress progress) => _rows!.Count(row => row.Progress == progress);
}
