using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Installations;

/// <summary>
/// The extension's own setup, a step at a time. Each step is saved when it is left, so it goes on where it stopped. Nothing here keeps the
/// extension from running.
/// </summary>
public sealed partial class SetupPage
{
    private readonly Dictionary<string, string?> _typed = new(StringComparer.Ordinal);
    private InstallationDetails? _details;
    private InstallationSetup? _setup;
    private Error? _refusal;
    private IReadOnlyList<ErrorDetail> _wrong = [];
    private string? _problem;
    private DateTimeOffset? _savedAt;
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

    [Inject] public required NavigationManager Navigation { get; init; }

    private IReadOnlyList<FormStep> Steps => _setup!.Form.Steps;

    private int Index => Math.Clamp((Step ?? 1) - 1, 0, Math.Max(0, Steps.Count - 1));

    private FormStep? Current => Steps.Count == 0 ? null : Steps[Index];

    private bool IsLast => Index == Steps.Count - 1;

    private bool CanChange => _details!.Organization.Role >= OrganizationRole.Admin && !_details.Installation.IsGone;

    private string Lead => CanChange
        ? "Each step is saved when you go on. You can come back to it at any time."
        : "Only Owners and Admins change these settings.";

    private string Installed => string.Create(CultureInfo.InvariantCulture, $"/orgs/{Org}/extensions/installed/{Number}");

    private string NextAddress => IsLast ? Installed : Address(Index + 1);

    private IReadOnlyList<RailStep> Rail => [.. Steps.Select((step, index) => new RailStep(step.Title, Address(index), State(step, index), index == Index))];

    protected override async Task OnParametersSetAsync()
    {
        _typed.Clear();
        (_wrong, _problem) = ([], null);
        await LoadAsync();
        if (_details is not null)
        {
            Follow(Topic, _details.Installation.Id, LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var actor = await Person.RequireAsync();
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
        _typed.TryGetValue(field.Key, out var typed) && typed is { Length: > 0 } ? typed
        : field.IsSecret ? _setup!.Values.Find(field.Key) is null ? null : "set"
        : typed is null ? _setup!.Values.Effective(field) : null;

    private string? Shown(FormField field) =>
        _typed.TryGetValue(field.Key, out var typed) ? typed : field.IsSecret ? null : _setup!.Values.Effective(field);

    private string? Wrong(FormField field) => _wrong.FirstOrDefault(detail => detail.Field == field.Key)?.Message;

    private void Type(FormField field, string value) => _typed[field.Key] = value;

    private async Task SaveAsync()
    {
        // A secret that was left empty stays as it is.
        if (await StoreAsync(new Dictionary<string, string?>(_typed, StringComparer.Ordinal)))
        {
            Navigation.NavigateTo(NextAddress);
        }
    }

    private Task RemoveAsync(FormField field) => StoreAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { [field.Key] = null });

    private async Task<bool> StoreAsync(Dictionary<string, string?> given)
    {
        if (_busy)
        {
            return false;
        }

        _busy = true;
        var which = new ChangedInstallation(Number, _details!.Organization.Id, await Person.RequireAsync());
        var result = await Configure.RunAsync(which, given, CancellationToken.None);
        _busy = false;
        _wrong = result.Error?.Details ?? [];
        _problem = result.Error is { } error && _wrong.Count == 0 ? error.Message : null;
        if (!result.Succeeded)
        {
            return false;
        }

        _savedAt = Clock.GetUtcNow();
        foreach (var key in given.Keys)
        {
            _typed.Remove(key);
        }

        await LoadAsync();
        return true;
    }
}
