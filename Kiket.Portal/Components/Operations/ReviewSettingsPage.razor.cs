using Kiket.Portal.Accounts;
using Kiket.Portal.Policies;
using Kiket.Portal.Reviews.Desk;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>The review target, automatic approval and what needs two approvers.</summary>
public sealed partial class ReviewSettingsPage
{
    private ReviewSettings? _settings;
    private int? _target;
    private int? _sample;
    private string _scopes = "";
    private bool _automatic;
    private bool _saving;

    [Inject] public required ReadReviewSettings Read { get; init; }

    [Inject] public required ChangeReviewSettings Change { get; init; }

    /// <summary>The typed number, or -1 when the field is empty; the validation reports the limits.</summary>
    private int Hours => _target ?? -1;

    protected override async Task LoadAsync(Actor actor)
    {
        var first = _settings is null;
        _settings = await Read.RunAsync(CancellationToken.None);
        if (first)
        {
            Show();
        }
    }

    private void Show() => (_target, _sample, _automatic, _scopes) = (
        _settings!.TargetHours,
        _settings.SamplePercent,
        _settings.AutoApproveRoutine,
        string.Join('\n', _settings.SensitiveScopes));

    private async Task SaveAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        var input = new ReviewSettingsInput(Hours, _automatic, _sample ?? -1, _scopes.Split('\n'));
        if (await DoneAsync(await Change.RunAsync(input, Operator!, CancellationToken.None), "The review settings were saved and apply from now on."))
        {
            Show();
        }

        _saving = false;
    }
}
