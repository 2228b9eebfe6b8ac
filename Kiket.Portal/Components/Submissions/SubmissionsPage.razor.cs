using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>An organization's submissions, newest change first. Drafts show their progress and can be deleted and restored.</summary>
public sealed partial class SubmissionsPage
{
    private const int PageSize = 20;

    private Actor _actor = null!;
    private Page<SubmissionSummary>? _page;
    private readonly List<SubmissionSummary> _deleted = [];
    private Error? _refusal;
    private string? _problem;
    private bool _busy;
    private IReadOnlyList<string> _extensions = [""];

    [Parameter] public required string Org { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "extension")] public string? ExtensionId { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required SubmissionQueries Queries { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required DeleteDraft Delete { get; init; }

    [Inject] public required RestoreDraft Restore { get; init; }

    [Inject] public required SubmissionListTopic Topic { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Edits of a listing are on the page of the published extension.</summary>
    private static readonly string[] States =
    [
        "", .. Enum.GetValues<SubmissionState>().Except([SubmissionState.Editing, SubmissionState.Edited]).Select(WordOf),
    ];

    private SubmissionState? State => Read(StateName);

    private bool IsFiltered => State is not null || !string.IsNullOrEmpty(ExtensionId);

    private string Base => $"/orgs/{Org}/extensions/submissions";

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        await LoadAsync();
        if (RendererInfo.IsInteractive && _page is not null && await OrganizationIdAsync() is { } organization)
        {
            Follow(Topic, organization, LoadAsync);
        }
    }

    private async Task<Guid?> OrganizationIdAsync() =>
        (await Access.RequireAsync(Org, _actor.UserId, OrganizationRole.Admin, CancellationToken.None)).TryGet(out var member, out _)
            ? member.OrganizationId
            : null;

    private async Task LoadAsync()
    {
        var filter = new SubmissionFilter(State, string.IsNullOrEmpty(ExtensionId) ? null : ExtensionId);
        var page = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
        var found = await Queries.ForOrganizationAsync(Org, _actor, page, CancellationToken.None, filter);
        if (found.TryGet(out _page, out _refusal)
            && (await Queries.ExtensionIdsAsync(Org, _actor, CancellationToken.None)).TryGet(out var extensions, out _refusal))
        {
            _extensions = ["", .. extensions];
        }
    }

    private async Task DeleteAsync(SubmissionSummary item)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        _problem = (await Delete.RunAsync(item.Id, _actor, CancellationToken.None)).Error?.Message;
        if (_problem is null)
        {
            _deleted.Add(item);
        }

        await LoadAsync();
        _busy = false;
    }

    private async Task UndoAsync(SubmissionSummary item)
    {
        if (!_deleted.Remove(item))
        {
            // Pressed twice: the first press restores it.
            return;
        }

        _problem = (await Restore.RunAsync(item.Id, _actor, CancellationToken.None)).Error?.Message;
        if (_problem is not null)
        {
            _deleted.Add(item);
        }

        await LoadAsync();
    }

    private bool IsStale(SubmissionSummary item) =>
        item.State == SubmissionState.Draft && Clock.GetUtcNow() - item.ChangedAt > RemindOfStaleDrafts.StaleAfter;

    private static int Done(DraftProgress progress) => WizardSteps.All.Count(step => WizardSteps.State(step, progress) == WizardStepState.Done);

    private static WizardStep NextStep(DraftProgress progress) =>
        WizardSteps.All.FirstOrDefault(step => WizardSteps.State(step, progress) != WizardStepState.Done, WizardStep.Preview);

    private static string ProgressLabel(DraftProgress progress) => progress.Readiness.IsReady
        ? "ready to submit"
        : $"{Done(progress)} of {WizardSteps.All.Count} steps · next: {WizardSteps.Title(NextStep(progress))}";

    private string Address(SubmissionSummary item) => item switch
    {
        { State: SubmissionState.Draft, Progress: { } progress } => WizardSteps.Address(Org, item.Id, NextStep(progress)),
        { State: SubmissionState.Draft } => $"/orgs/{Org}/extensions/submit/{item.Id}",
        _ => $"/orgs/{Org}/extensions/submissions/{item.Id}",
    };

    private string PageAddress(int page) => Filtered(StateName, ExtensionId, page);

    private void Choose(string? state, string? extension) => Navigation.NavigateTo(Filtered(state, extension, page: 1));

    /// <summary>The filter is part of the address, so that it can be shared and works with back and forward.</summary>
    private string Filtered(string? state, string? extension, int page)
    {
        var parts = new List<string>();
        Add("state", state);
        Add("extension", extension);
        Add("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null);
        return parts.Count == 0 ? Base : $"{Base}?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    /// <summary>As in the address: <c>changes-requested</c>.</summary>
    private static string WordOf(SubmissionState state) => JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());

    private static SubmissionState? Read(string? word) =>
        Enum.GetValues<SubmissionState>().Cast<SubmissionState?>().FirstOrDefault(state => WordOf(state!.Value) == word);

    private static string Name(SubmissionSummary item) => item.Name.Length > 0 ? item.Name : item.ExtensionId ?? "Untitled draft";
}
