using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The submission wizard. Without a draft in the address it starts one, so that everything is saved from the start.</summary>
public sealed partial class SubmitPage
{
    private Error? _refusal;
    private Error? _readProblem;
    private Error? _submitRefusal;
    private ReadCommitStep? _reading;
    private WizardStep _step;
    private bool _hasStep;
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

    [Inject] public required SubmitSubmission Submit { get; init; }

    [Inject] public required IJSRuntime Script { get; init; }

    private string Heading => View?.Submission is { ExtensionId: not null } submission
        ? $"Submit {(submission.Details.Name.Length > 0 ? submission.Details.Name : submission.ExtensionId)} {submission.Version}"
        : "Submit an extension";

    private string Lead => View?.ListedVersion is { } listed
        ? $"A new version of a listed extension. It starts with the details of {listed}, which stays listed until this one is approved."
        : "From a GitHub repository to a listing. Everything is saved as you type, so you can leave and come back.";

    /// <summary>The step that is drawn, as draft.js knows it.</summary>
    private string StepWord => _step.ToString().ToLowerInvariant();

    private IReadOnlyList<ErrorDetail> Problems => View?.Readiness.Missing ?? [];

    private WizardStep? Previous => _step == WizardStep.Repository ? null : _step - 1;

    private WizardStep? Next => _step == WizardStep.Preview ? null : _step + 1;

    private IReadOnlyList<RailStep> RailSteps => [.. WizardSteps.All.Select(step => new RailStep(
        WizardSteps.Title(step),
        WizardSteps.IsReachable(step, View!) ? AddressOf(step) : null,
        StateOf(step) switch
        {
            WizardStepState.Done => RailStepState.Done,
            WizardStepState.NeedsAttention => RailStepState.NeedsAttention,
            _ => RailStepState.Open,
        },
        step == _step))];

    /// <summary>A text that could not be saved is missing, although what was saved before it is complete.</summary>
    private WizardStepState StateOf(WizardStep step) =>
        Editor!.Refused.Any(refused => step == WizardStep.Preview || WizardSteps.StepOf(refused.Field) == step)
            ? WizardStepState.NeedsAttention
            : WizardSteps.State(step, View!);

    protected override async Task OnInitializedAsync()
    {
        // Prerendering writes nothing: only the live page starts a draft.
        Me = await Person.RequireAsync();
        Every(LookAgain, RefreshAsync);
        if (DraftId is null && RendererInfo.IsInteractive)
        {
            // Opening the page twice makes one draft, until something is typed.
            if (string.IsNullOrWhiteSpace(RepositoryUrl) && await Queries.UntouchedAsync(Org, Me, CancellationToken.None) is { } untouched)
            {
                Navigation.NavigateTo(WizardSteps.Address(Org, untouched, WizardStep.Repository), replace: true);
                return;
            }

            if (!(await Start.RunAsync(Org, Extension.Marketplace, RepositoryUrl, Me, CancellationToken.None)).TryGet(out var id, out _refusal))
            {
                return;
            }

            _readAtOnce = !string.IsNullOrWhiteSpace(RepositoryUrl);
            Navigation.NavigateTo(WizardSteps.Address(Org, id, WizardStep.Repository), replace: true);
        }
        else if (DraftId is null)
        {
            (await Access.RequireAsync(Org, Me.UserId, OrganizationRole.Admin, CancellationToken.None)).TryGet(out _, out _refusal);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var step = WizardSteps.Parse(Step);
        // Also while the draft is still being read: a link of a page that was drawn beforehand can be pressed by then.
        var moved = _hasStep && step != _step;
        (_step, _hasStep) = (step, true);
        if (DraftId is { } draft && View?.Submission.Id != draft && _refusal is null)
        {
            await LoadAsync(draft);
        }
        else if (Editor is not null)
        {
            await Editor.FlushAsync();
            await RefreshAsync();
        }

        if (Field is { Length: > 0 } field && Editor is not null && _led != Navigation.Uri)
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
        if (_focus is { } element && View is not null)
        {
            _focus = null;
            await Script.TryAsync<object>("kpDraft.focus", element, StepWord);
        }

        if (_readAtOnce && View is { Snapshot: null } view)
        {
            _readAtOnce = false;
            await ReadAsync(new ReadRequest(view.Submission.RepositoryUrl, view.Submission.Reference, null, Refresh: true));
        }
    }

    private async Task LoadAsync(Guid draft)
    {
        if (!(await Queries.FindAsync(draft, Me, CancellationToken.None)).TryGet(out var view, out _refusal))
        {
            return;
        }

        if (view.Submission.IsEdit || !view.Submission.IsWithPublisher)
        {
            Left(view.Submission);
            return;
        }

        Open(view);
    }

    private async Task ReadAsync(ReadRequest request)
    {
        (_readProblem, _reading) = (null, ReadCommitStep.Commit);
        StateHasChanged();
        await Editor!.FlushAsync();
        var progress = new Progress<ReadCommitStep>(step => _ = InvokeAsync(() =>
        {
            if (_reading is not null)
            {
                _reading = step;
                StateHasChanged();
            }
        }));
        var repository = new ReadRepositoryRequest(View!.Submission.Id, request.Url, request.Reference, request.Token, Me, request.Refresh);
        var read = await Repository.RunAsync(repository, progress, CancellationToken.None);
        _reading = null;
        if (!read.Succeeded)
        {
            _readProblem = read.Error;
        }

        await RefreshAsync();
        if (!Editor.HasUnsaved)
        {
            Editor.Load(View!);
            News = null;
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
        if (_reading is null && View is { Snapshot: null })
        {
            var recorded = await RecordAddress.RunAsync(
                new RecordRepositoryAddressRequest(View.Submission.Id, url, reference, Me), CancellationToken.None);
            if (recorded.Succeeded)
            {
                await RefreshAsync();
            }
        }
    }

    private async Task SubmitAsync()
    {
        if (_submitting)
        {
            return;
        }

        (_submitting, _submitRefusal) = (true, null);
        await Editor!.FlushAsync();
        Result submitted = Editor.Saving switch
        {
            DraftSaving.Conflict => Error.Conflict("submission_changed", "First choose which version of the draft to keep."),
            DraftSaving.Partly => Error.Invalid("draft_not_saved", $"Some changes aren't saved yet, so nothing was submitted. {Editor.Problem}"),
            _ => await Submit.RunAsync(View!.Submission.Id, Me, CancellationToken.None),
        };
        _submitting = false;
        if (submitted.Succeeded)
        {
            GoToStatus(View!.Submission.Id);
            return;
        }

        _submitRefusal = submitted.Error;
        await RefreshAsync();
    }

    /// <summary>Another tab or a colleague submitted it: both go to the same page. An edit of a listing has a page of its own.</summary>
    protected override void Left(Submission submission)
    {
        if (submission.IsEdit)
        {
            Navigation.NavigateTo(ListingEditAddress.Of(Org, submission.ExtensionId!), replace: true);
            return;
        }

        GoToStatus(submission.Id);
    }

    private void GoToStatus(Guid submission)
    {
        var status = $"/orgs/{Org}/extensions/submissions/{submission}";
        if (!Navigation.Uri.EndsWith(status, StringComparison.Ordinal))
        {
            Navigation.NavigateTo(status, replace: true);
        }
    }

    private string AddressOf(WizardStep step) => WizardSteps.Address(Org, View!.Submission.Id, step);
}
