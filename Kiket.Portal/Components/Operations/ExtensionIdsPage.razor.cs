using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Shows who owns which extension id. Operators can move an id to another organization or free it.</summary>
public sealed partial class ExtensionIdsPage
{
    private const int PageSize = 25;

    private const string Lead =
        "A submission reserves its id for 14 days. With the first release the id belongs to the organization permanently. "
        + "You can move an id to another organization or free a reserved one.";

    private static readonly IReadOnlyList<TabLink> StateTabs = [new("All", Address(null, null, 1)), new("Reserved", Address("reserved", null, 1))];

    private Page<ExtensionIdRow>? _page;
    private Guid? _open;
    private bool _isMove;
    private bool _confirmed;
    private string _organization = "";
    private string _repository = "";
    private string _reason = "";

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required ExtensionIdQueries Queries { get; init; }

    [Inject] public required ChangeExtensionId Change { get; init; }

    private string? StateName => StateParameter == "reserved" ? StateParameter : null;

    protected override async Task LoadAsync(Actor actor) =>
        (await Queries.RunAsync(
            StateName is not null, Query, actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _);

    private void Open(ExtensionIdRow row, bool isMove)
    {
        (_open, _isMove, _confirmed, Problem, Saved) = (row.Key, isMove, false, null, null);
        (_organization, _repository, _reason) = ("", "", "");
    }

    private async Task RunAsync(ExtensionIdRow row)
    {
        var (done, saved) = _isMove
            ? (await Change.MoveAsync(
                new MoveExtensionIdRequest(row.Key, _organization, _repository, _reason, _confirmed, Operator!), CancellationToken.None),
                $"{row.ExtensionId} now belongs to {_organization.Trim()}.")
            : (await Change.FreeAsync(row.Key, _reason, Operator!, CancellationToken.None), $"{row.ExtensionId} is now free.");
        if (await DoneAsync(done, saved))
        {
            _open = null;
        }
    }

    private string Nothing => string.IsNullOrWhiteSpace(Query)
        ? "Ids appear here when an extension is submitted."
        : "No id or organization matches. Use fewer letters.";

    private static string Affected(ExtensionIdRow row) => row.ListingName is { } listing
        ? $"{listing} and its releases move to the new organization. {row.OrganizationName} can no longer publish it. "
            + "Existing installations are not affected."
        : $"Open submissions of {row.OrganizationName} are returned to it to choose another id.";

    private static string Address(string? state, string? query, int page) => OperationsAddress.Of("/operations/extension-ids", ("state", state), query, page);
}
