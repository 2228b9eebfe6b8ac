using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Operations;

/// <summary>Everyone with an account, their platform roles and locks.</summary>
public sealed partial class PeoplePage
{
    private const int PageSize = 25;
    private const string LockedOnly = "locked";
    private const string MailRefusedOnly = "mail-refused";

    private const string Lead =
        "Everyone with an account. Reviewers decide on submissions, except those of their own organizations. "
        + "Operators manage the marketplace on these pages.";

    private static readonly (PlatformRoles Role, string Word)[] Roles = [(PlatformRoles.Reviewer, "reviewer"), (PlatformRoles.Operator, "operator")];

    private static readonly IReadOnlyList<TabLink> RoleTabs =
    [
        new("Everyone", Address(null, null, 1)),
        new("Reviewers", Address("reviewer", null, 1)),
        new("Operators", Address("operator", null, 1)),
        new("Locked", Address(LockedOnly, null, 1)),
        new("Mail refused", Address(MailRefusedOnly, null, 1)),
    ];

    private Page<PersonRow>? _page;
    private Guid? _locking;
    private string _reason = "";
    private IReadOnlyList<string> _effects = [];

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "role")] public string? RoleParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required OperationsQueries Queries { get; init; }

    [Inject] public required ChangePlatformRole Change { get; init; }

    [Inject] public required LockPerson Lock { get; init; }

    [Inject] public required UnlockPerson Unlock { get; init; }

    [Inject] public required SuspensionEffects Effects { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>The role in the address, or the value of another tab; null for anything else.</summary>
    private string? RoleName => RoleParameter is LockedOnly or MailRefusedOnly ? RoleParameter : Array.Find(Roles, role => role.Word == RoleParameter).Word;

    protected override async Task LoadAsync(Actor actor)
    {
        PlatformRoles? role = RoleName is null or LockedOnly or MailRefusedOnly ? null : Array.Find(Roles, candidate => candidate.Word == RoleName).Role;
        var filter = new PeopleFilter(Query, role, RoleName == LockedOnly, RoleName == MailRefusedOnly);
        var request = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
        (await Queries.PeopleAsync(filter, actor, request, CancellationToken.None)).TryGet(out _page, out _);
    }

    private async Task ChangeAsync(PersonRow person, PlatformRoles role, string word, bool grant)
    {
        var what = role == PlatformRoles.Reviewer
            ? "A reviewer can see every submission and decides what is listed."
            : "An operator can change categories, listings and everyone's roles.";
        if (!await ConfirmDialog.AskAsync(
                Dialogs,
                grant ? $"Make {person.Name} {Article(word)}?" : $"Remove the {word} role from {person.Name}?",
                grant ? what : "They lose the permissions of this role immediately.",
                grant ? $"Make {word}" : "Remove the role",
                affects: $"{person.Name} is notified.",
                danger: !grant))
        {
            return;
        }

        await DoneAsync(
            await Change.RunAsync(person.Id, role, grant, Operator!, CancellationToken.None),
            grant ? $"{person.Name} is now {Article(word)}." : $"{person.Name} is no longer {Article(word)}.");
    }

    private async Task AskAsync(PersonRow person)
    {
        var effects = await Effects.OfPersonAsync(person.Id, Operator!, CancellationToken.None);
        (_effects, _locking, _reason, Problem, Saved) = (effects.TryGet(out var counted, out var refused) ? counted : [], person.Id, "", refused, null);
    }

    private async Task LockAsync(PersonRow person)
    {
        if (await DoneAsync(await Lock.RunAsync(person.Id, _reason, Operator!, CancellationToken.None), $"{person.Name} is locked and signed out everywhere."))
        {
            _locking = null;
        }
    }

    private async Task UnlockAsync(PersonRow person)
    {
        if (await ConfirmDialog.AskAsync(
                Dialogs,
                $"Unlock {person.Name}?",
                "They can sign in again. Their platform roles and API tokens work as before.",
                "Unlock",
                affects: $"{person.Name} is notified.",
                danger: false))
        {
            await DoneAsync(await Unlock.RunAsync(person.Id, Operator!, CancellationToken.None), $"{person.Name} is unlocked.");
        }
    }

    private string Nobody => (string.IsNullOrWhiteSpace(Query), RoleName) switch
    {
        (true, LockedOnly) => "No account is locked. People you lock are listed here until you unlock them.",
        (true, MailRefusedOnly) => "All mail arrives, as far as the portal knows. People whose mail server refuses it for good are listed here.",
        (true, _) => "Nobody has this role. Search for a person under Everyone and give it to them.",
        _ => "No name or e-mail address matches. Use fewer letters, or search under Everyone.",
    };

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static string Article(string word) => word == "operator" ? "an operator" : "a reviewer";

    private static string Label(PersonRow person, string word, bool has) => has ? $"Remove {word} role: {person.Name}" : $"Make {word}: {person.Name}";

    private static string Address(string? role, string? query, int page) => OperationsAddress.Of("/operations/people", ("role", role), query, page);
}
