using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Everything that can sign in to the account or act for it, and a way to remove it.</summary>
public sealed partial class SecurityPage
{
    private PortalUser? _user;
    private IReadOnlyList<SignInMethod> _methods = [];

    [SupplyParameterFromForm(FormName = "end")]
    public List<string>? Chosen { get; set; }

    [Inject]
    public required SignInMethodQueries Queries { get; init; }

    [Inject]
    public required EndSignInMethods End { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        _methods = await Queries.ForAsync(_user.Id, Http.RequestAborted);
    }

    private async Task EndAsync()
    {
        var chosen = _methods.Where(method => Chosen?.Contains(method.Key, StringComparer.Ordinal) == true).ToList();
        if (chosen.Count == 0)
        {
            Problem = "Select what to remove first.";
            return;
        }

        var result = await End.RunAsync(_user!, chosen, Acting, Http.RequestAborted);
        if (!result.Succeeded)
        {
            Problem = result.Error.Message;
            return;
        }

        await SignIn.RefreshSignInAsync(_user!);
        var names = string.Join(", ", chosen.Select(method => method.Name));
        await RecordAsync(_user!, CredentialChange.MethodsEnded(names));
        Saved = chosen.Count == 1 ? $"{names} was removed." : $"{names} were removed.";
        _methods = await Queries.ForAsync(_user!.Id, Http.RequestAborted);
    }
}
