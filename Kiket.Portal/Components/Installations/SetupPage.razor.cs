using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Installations;

/// <summary>
/// The extension's own setup, a step at a time. Each field is saved as it is typed, so it goes on where it stopped. Nothing here keeps the
/// extension from running.
/// </summary>
public sealed partial class SetupPage
{
    private InstallationDetails? _details;
    private InstallationSetup? _setup;
    private Error? _refusal;
    private SetupEditor? _editor;
    private Actor? _actor;
    private int? _step;
    private bool _busy;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required long Number { get; set; }

    /// <summary>From 1.</summary>
    [Parameter] public int? Step { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required InstallationQueries Queries { get; init; }

    [Inject] public required SetupQueries Setup { get; init; }

    [Inject] public required ConfigureInstallation Configure { get; init; }

    [Inject] public required InstallationTopic Topic { get; init; }

    [Inject] public required IOptions<DraftOptions> Options { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private IReadOnlyList<FormStep> Steps => _setup!.Form.Steps;

    private int Index => Math.Clamp((Step ?? 1) - 1, 0, Math.Max(0, Steps.Count - 1));

    private FormStep? Current => Steps.Count == 0 ? null : Steps[Index];

    private bool IsLast => Index == Steps.Count - 1;

    private bool CanChange => _details!.Organization.Role >= OrganizationRole.Admin && !_details.Installation.IsGone;

    private string Lead => CanChange
        ? "What you enter is saved as you type, a secret when you leave its field. You can come back at any time."
        : "Only Owners and Admins change these settings.";

    private string Installed => string.Create(CultureInfo.InvariantCulture, $"/orgs/{Org}/extensions/installed/{Number}");

    private string NextAddress => IsLast ? Installed : Address(Index + 1);

    private IReadOnlyList<RailStep> Rail => [.. Steps.Select((step, index) => new RailStep(step.Title, Address(index), State(step, index), index == Index))];

    private string SaveText => _editor!.State switch
    {
        SetupSaving.Saved => "Saved",
        SetupSaving.Partly => "Saved, except for what doesn't fit",
        SetupSaving.Failed => "Not saved",
        _ => "Saving…",
    };

    private BadgeTone SaveTone => _editor!.State switch
    {
        SetupSaving.Saved => BadgeTone.Success,
        SetupSaving.Typing or SetupSaving.Saving => BadgeTone.Neutral,
        _ => BadgeTone.Warning,
    };

    private DateTimeOffset? SavedAt => _editor!.State is SetupSaving.Saved or SetupSaving.Partly ? _editor.SavedAt : null;

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Person.RequireAsync();
        _editor ??= new SetupEditor(StoreAsync, InvokeAsync, Draw, Clock, Options.Value.SaveAfter);
        if (_step != Step)
        {
            await _editor.FlushAsync();
            _editor.Forget();
            _step = Step;
        }

        await LoadAsync();
        if (_details is not null)
        {
            Follow(Topic, _details.Installation.Id, LoadAsync);
        }
    }

    protected override ValueTask LeaveAsync() => _editor?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task LoadAsync()
    {
        var actor = _actor!;
        if (!(await Access.RequireAsync(Org, actor.UserId, OrganizationRole.Member, CancellationToken.None)).TryGet(out var member, out _refusal)
            || !(await Queries.FindAsync(Number, member.OrganizationId, actor, CancellationToken.None)).TryGet(out _details, out _refusal))
        {
            return;
        }

        (await Setup.FindAsync(Number, member.OrganizationId, actor, CancellationToken.None)).TryGet(out _setup, out _refusal);
    }

    private string Address(int index) => string.Create(CultureInfo.InvariantCulture, $"{Installed}/setup/{index + 1}");

    private RailStepState State(FormStep step, int index)
    {
        if (index == Index)
        {
            return RailStepState.Current;
        }

        var visible = _setup!.Values.Visible(_setup.Form);
        var fields = step.Fields.Where(visible.Contains).ToList();
        return fields.Any(field => field.IsRequired && !_setup.Values.Has(field)) ? RailStepState.NeedsAttention
            : fields.Count > 0 && fields.All(_setup.Values.Has) ? RailStepState.Done
            : RailStepState.Open;
    }

    /// <summary>What is shown as it is typed, before it is saved.</summary>
    private List<FormField> Visible(FormStep step)
    {
        var visible = VisibleFields.Of(_setup!.Form, ValueOf);
        return [.. step.Fields.Where(visible.Contains)];
    }

    private string? ValueOf(FormField field) =>
        _editor!.TryGet(field.Key, out var typed) && typed is { Length: > 0 } ? typed
        : field.IsSecret ? _setup!.Values.Find(field.Key) is null ? null : "set"
        : typed is null ? _setup!.Values.Effective(field) : null;

    private string? Shown(FormField field) =>
        _editor!.TryGet(field.Key, out var typed) ? typed : field.IsSecret ? null : _setup!.Values.Effective(field);

    private string? Wrong(FormField field) => _editor!.Wrong.FirstOrDefault(detail => detail.Field == field.Key)?.Message;

    private async Task ContinueAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        // A secret that was left empty stays as it is.
        var isSaved = await _editor!.FlushAsync();
        _busy = false;
        if (isSaved)
        {
            Navigation.NavigateTo(NextAddress);
        }
    }

    private Task RemoveAsync(FormField field) => _editor!.RemoveAsync(field);

    private async Task<Result> StoreAsync(IReadOnlyDictionary<string, string?> given)
    {
        try
        {
            var which = new ChangedInstallation(Number, _details!.Organization.Id, _actor!);
            var result = await Configure.RunAsync(which, given, CancellationToken.None);
            if (result.Succeeded && !IsDisposed)
            {
                await LoadAsync();
            }

            return result.Succeeded ? Result.Success() : result.Error;
        }
        catch (Exception exception) when (exception.IsBusy())
        {
            return Error.Unavailable("busy", "The portal is busy, so this isn't saved yet. Wait a moment, then go on.", TimeSpan.FromSeconds(5));
        }
    }

    private void Draw()
    {
        if (!IsDisposed)
        {
            StateHasChanged();
        }
    }
}
