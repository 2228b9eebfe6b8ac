using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The submission wizard. Without a draft in the address it starts one, so that everything is saved from the start.</summary>
public sealed partial class SubmitPage
{
    /// <summary>A person must see within a minute that a role was removed, even if they only read.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private Actor _actor = null!;
    private SubmissionView? _view;
    private DraftEditor? _editor;
    private Error? _refusal;
    private Error? _lost;
    private Error? _readProblem;
    private Error? _submitRefusal;
    private DraftNews? _news;
    private ReadCommitStep? _reading;
    private WizardStep _step;
    private string? _focus;
    private string? _led;
    private bool _submitting;
    private bool _readAtOnce;

    [Parameter] public required string Org { get; set; }

    [Parameter] public Guid? DraftId { get; set; }

    [SupplyParameterFromQuery(Name = "step")] public string? Step { get; set; }

    /// <summary>The field of the problem that a link leads to.</summary>
    [SupplyParameterFromQuery(Name = "field")] public string? Field { get; set; }

    /// <summary>The repository of a new draft; it is read at once.</summary>
    [SupplyParameterFromQuery(Name = "repository")] public string? RepositoryUrl { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required StartSubmission Start { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required ReadRepository Repository { get; init; }

    [Inject] public required RecordRepositoryAddress RecordAddress { get; init; }

    [Inject] public required DescribeSubmission Describe { get; init; }

    [Inject] public required SubmitSubmission Submit { get; init; }

    [Inject] public required SubmissionQueries Queries { get; init; }

    [Inject] public required SubmissionTopic Topic { get; init; }

    [Inject] public required IJSRuntime Script { get; init; }

    [Inject] public required IOptions<DraftOptions> Options { get; init; }

    private string Heading => _view?.Submission is { ExtensionId: not null } submission
        ? $"Submit {(submission.Details.Name.Length > 0 ? submission.Details.Name : submission.ExtensionId)} {submission.Version}"
        : "Submit an extension";

    private string Lead => _view?.ListedVersion is { } listed
        ? $"A new version of a listed extension. It starts with the details of {listed}, which stays listed until this one is approved."
        : "From a GitHub repository to a listing. Everything is saved as you type, so you can leave and come back.";

    /// <summary>The step that is drawn, as draft.js knows it.</summary>
    private string StepWord => _step.ToString().ToLowerInvariant();

    private IReadOnlyList<ErrorDetail> Problems => _view?.Readiness.Missing ?? [];

    private WizardStep? Previous => _step == WizardStep.Repository ? null : _step - 1;

    private WizardStep? Next => _step == WizardStep.Preview ? null : _step + 1;

    private IReadOnlyList<RailStep> RailSteps => [.. WizardSteps.All.Select(step => new RailStep(
        WizardSteps.Title(step),
        WizardSteps.IsReachable(step, _view!) ? AddressOf(step) : null,
        WizardSteps.State(step, _view!) switch
        {
            WizardStepState.Done => RailStepState.Done,
            WizardStepState.NeedsAttention => RailStepState.NeedsAttention,
            _ => RailStepState.Open,
        },
        step == _step))];

    protected override async Task OnInitializedAsync()
    {
        // Prerendering writes nothing: only the live page starts a draft.
        _actor = await Person.RequireAsync();
        Every(LookAgain, RefreshAsync);
        if (DraftId is null && RendererInfo.IsInteractive)
        {
            if (!(await Start.RunAsync(Org, Extension.Marketplace, RepositoryUrl, _actor, CancellationToken.None)).TryGet(out var id, out _refusal))
            {
                return;
            }

            _readAtOnce = !string.IsNullOrWhiteSpace(RepositoryUrl);
            Navigation.NavigateTo(WizardSteps.Address(Org, id, WizardStep.Repository), replace: true);
        }
        else if (DraftId is null)
        {
            (await Access.RequireAsync(Org, _actor.UserId, OrganizationRole.Admin, CancellationToken.None)).TryGet(out _, out _refusal);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var step = WizardSteps.Parse(Step);
        var moved = _editor is not null && step != _step;
        _step = step;
        if (DraftId is { } draft && _view?.Submission.Id != draft && _refusal is null)
        {
            await LoadAsync(draft);
        }
        else if (_editor is not null)
        {
            await _editor.FlushAsync();
            await RefreshAsync();
        }

        if (Field is { Length: > 0 } field && _editor is not null && _led != Navigation.Uri)
        {
            (_focus, _led) = (WizardSteps.ElementOf(field), Navigation.Uri);
        }
        else if (moved)
        {
            // A screen reader starts at the new step, not at the link that was pressed.
            _focus = "step-title";
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } element && _view is not null)
        {
            _focus = null;
            await Script.TryAsync<object>("kpDraft.focus", element, StepWord);
        }

        if (_readAtOnce && _view is { Snapshot: null } view)
        {
            _readAtOnce = false;
            await ReadAsync(new ReadRequest(view.Submission.RepositoryUrl, view.Submission.Reference, null, Refresh: true));
        }
    }

    private async Task LoadAsync(Guid draft)
    {
        if (!(await Queries.FindAsync(draft, _actor, CancellationToken.None)).TryGet(out var view, out _refusal))
        {
            return;
        }

        if (!view.Submission.IsWithPublisher)
        {
            GoToStatus(draft);
            return;
        }

        _view = view;
        _editor = new DraftEditor(Describe, Queries, Clock, Options.Value.SaveAfter, draft, _actor, () => InvokeAsync(SavingMovedAsync));
        _editor.Load(view);
        // A save of this page reads again by itself when it is done.
        Follow(Topic, draft, () => _editor.IsSaving ? Task.CompletedTask : RefreshAsync());
    }

    private async Task SavingMovedAsync()
    {
        if (_editor is { Saving: DraftSaving.Saved or DraftSaving.Partly or DraftSaving.Failed })
        {
            await RefreshAsync();
        }

        StateHasChanged();
    }

    /// <summary>Reads again what blocks submitting and what others changed, without touching unsaved text.</summary>
    private async Task RefreshAsync()
    {
        if (_view is null || _editor is null || IsDisposed)
        {
            return;
        }

        if (!(await Queries.FindAsync(_view.Submission.Id, _actor, CancellationToken.None)).TryGet(out var view, out _lost))
        {
            StateHasChanged();
            return;
        }

        if (!view.Submission.IsWithPublisher)
        {
            // Another tab or a colleague submitted it: both go to the same page.
            GoToStatus(view.Submission.Id);
            return;
        }

        if (view.Submission.RowVersion < _view.Submission.RowVersion)
        {
            // An older read finished after a newer one.
            return;
        }

        _view = view;
        if (_editor.Meet(view) is { Count: > 0 } changes)
        {
            var who = view.Submission.ChangedBy == _actor.UserId ? "You, in another tab or on another device," : view.Submission.ChangedByName;
            _news = new DraftNews(who, changes);
        }

        StateHasChanged();
    }

    private async Task ReadAsync(ReadRequest request)
    {
        (_readProblem, _reading) = (null, ReadCommitStep.Commit);
        StateHasChanged();
        await _editor!.FlushAsync();
        var progress = new Progress<ReadCommitStep>(step => _ = InvokeAsync(() =>
        {
            if (_reading is not null)
            {
                _reading = step;
                StateHasChanged();
            }
        }));
        var repository = new ReadRepositoryRequest(_view!.Submission.Id, request.Url, request.Reference, request.Token, _actor, request.Refresh);
        var read = await Repository.RunAsync(repository, progress, CancellationToken.None);
        _reading = null;
        if (!read.Succeeded)
        {
            _readProblem = read.Error;
        }

        await RefreshAsync();
        if (!_editor.HasUnsaved)
        {
            _editor.Load(_view!);
            _news = null;
        }

        StateHasChanged();
        if (read.Succeeded && _step == WizardStep.Repository)
        {
            Navigation.NavigateTo(AddressOf(WizardStep.Checks));
        }
    }

    /// <summary>Saves the address while it is typed, for other devices. A refusal is shown when the repository is read.</summary>
    private async Task RecordAddressAsync(string url, string? reference)
    {
        if (_reading is null && _view is { Snapshot: null })
        {
            var recorded = await RecordAddress.RunAsync(
                new RecordRepositoryAddressRequest(_view.Submission.Id, url, reference, _actor), CancellationToken.None);
            if (recorded.Succeeded)
            {
                await RefreshAsync();
            }
        }
    }

    private async Task ChangeAsync(ListingDetails details)
    {
        var changing = _editor!.ChangeAsync(details);
        // Before any await: a change in the next field must start from these details, not from the old ones.
        StateHasChanged();
        await changing;
    }

    private void Arrived(ChangeEventArgs change)
    {
        if (long.TryParse(change.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var mark))
        {
            _editor?.Arrived(mark);
        }
    }

    private async Task SubmitAsync()
    {
        if (_submitting)
        {
            return;
        }

        (_submitting, _submitRefusal) = (true, null);
        await _editor!.FlushAsync();
        Result submitted = _editor.Saving switch
        {
            DraftSaving.Conflict => Error.Conflict("submission_changed", "First choose which version of the draft to keep."),
            DraftSaving.Partly => Error.Invalid("draft_not_saved", $"Some changes aren't saved yet, so nothing was submitted. {_editor.Problem}"),
            _ => await Submit.RunAsync(_view!.Submission.Id, _actor, CancellationToken.None),
        };
        _submitting = false;
        if (submitted.Succeeded)
        {
            GoToStatus(_view!.Submission.Id);
            return;
        }

        _submitRefusal = submitted.Error;
        await RefreshAsync();
    }

    private void GoToStatus(Guid submission)
    {
        var status = $"/orgs/{Org}/extensions/submissions/{submission}";
        if (!Navigation.Uri.EndsWith(status, StringComparison.Ordinal))
        {
            Navigation.NavigateTo(status, replace: true);
        }
    }

    private string AddressOf(WizardStep step) => WizardSteps.Address(Org, _view!.Submission.Id, step);

    protected override async ValueTask LeaveAsync()
    {
        if (_editor is not null)
        {
            await _editor.DisposeAsync();
        }
    }
}
