using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Operations;

/// <summary>Lists organizations, suspends them and restores them.</summary>
public sealed partial class OrganizationsPage
{
    private const int PageSize = 25;
    private const string SuspendedOnly = "suspended";

    private static readonly IReadOnlyList<TabLink> StateTabs = [new("All", Address(null, null, 1)), new("Suspended", Address(SuspendedOnly, null, 1))];

    private Page<OrganizationRow>? _page;
    private Guid? _suspending;
    private string _reason = "";
    private IReadOnlyList<string> _effects = [];

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required OperationsQueries Queries { get; init; }

    [Inject] public required SuspendOrganization Suspend { get; init; }

    [Inject] public required SuspensionEffects Effects { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private string? StateName => StateParameter == SuspendedOnly ? StateParameter : null;

    private bool IsSuspendedOnly => StateName is not null;

    protected override async Task LoadAsync(Actor actor) =>
        (await Queries.OrganizationsAsync(
            Query, IsSuspendedOnly, actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _);

    private async Task AskAsync(OrganizationRow organization)
    {
        var effects = await Effects.OfOrganizationAsync(organization.Id, Operator!, CancellationToken.None);
        (_effects, _suspending, _reason, Problem, Saved) =
            (effects.TryGet(out var counted, out var refused) ? counted : [], organization.Id, "", refused, null);
    }

    private async Task SuspendAsync(OrganizationRow organization)
    {
        if (await DoneAsync(
            await Suspend.RunAsync(organization.Id, _reason, Operator!, CancellationToken.None),
            $"{organization.Name} is suspended. Its members are notified."))
        {
            _suspending = null;
        }
    }

    private async Task ResumeAsync(OrganizationRow organization)
    {
        if (await ConfirmDialog.AskAsync(
                Dialogs,
                $"Restore {organization.Name}?",
                "It can publish again, and the listings that were suspended with it are listed again.",
                "Restore",
                affects: "Its members are notified.",
                danger: false))
        {
            await DoneAsync(await Suspend.ResumeAsync(organization.Id, Operator!, CancellationToken.None), $"{organization.Name} is restored.");
        }
    }

    private static string Address(string? state, string? query, int page) => OperationsAddress.Of("/operations/organizations", ("state", state), query, page);
}
