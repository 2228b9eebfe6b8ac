using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Operations;

/// <summary>Who has an account, and who reviews and operates.</summary>
public sealed partial class PeoplePage
{
    private const int PageSize = 25;

    private static readonly (PlatformRoles Role, string Word)[] Roles = [(PlatformRoles.Reviewer, "reviewer"), (PlatformRoles.Operator, "operator")];

    private static readonly IReadOnlyList<TabLink> RoleTabs =
    [
        new("Everybody", Address(null, null, 1)), new("Reviewers", Address("reviewer", null, 1)), new("Operators", Address("operator", null, 1)),
    ];

    private Page<PersonRow>? _page;

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "role")] public string? RoleParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required OperationsQueries Queries { get; init; }

    [Inject] public required ChangePlatformRole Change { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>The role in the address, when it is one.</summary>
    private string? RoleName => Array.Find(Roles, role => role.Word == RoleParameter).Word;

    protected override async Task LoadAsync(Actor actor)
    {
        PlatformRoles? role = RoleName is null ? null : Array.Find(Roles, candidate => candidate.Word == RoleName).Role;
        (await Queries.PeopleAsync(Query, role, actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _);
    }

    private async Task ChangeAsync(PersonRow person, PlatformRoles role, string word, bool grant)
    {
        var what = role == PlatformRoles.Reviewer
            ? "A reviewer sees every submission and decides what is listed."
            : "An operator changes categories, listings and the roles of everybody.";
        if (!await ConfirmDialog.AskAsync(
                Dialogs,
                grant ? $"Make {person.Name} {Article(word)}?" : $"Take the {word} role from {person.Name}?",
                grant ? what : "They can no longer do what it allows, from their next act on.",
                grant ? $"Make {word}" : "Take the role",
                affects: $"{person.Name} is told.",
                danger: !grant))
        {
            return;
        }

        await DoneAsync(
            await Change.RunAsync(person.Id, role, grant, Operator!, CancellationToken.None),
            grant ? $"{person.Name} is {Article(word)} now." : $"{person.Name} is no longer {Article(word)}.");
    }

    private static string Article(string word) => word == "operator" ? "an operator" : "a reviewer";

    private static string Label(PersonRow person, string word, bool has) => has ? $"Take {word} role: {person.Name}" : $"Make {word}: {person.Name}";

    private static string Address(string? role, string? query, int page) => OperationsAddress.Of("/operations/people", ("role", role), query, page);
}
