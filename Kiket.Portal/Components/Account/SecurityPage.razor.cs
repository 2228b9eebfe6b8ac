using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Everything that can sign in to the account or act for it, with a way to end it.</summary>
public sealed partial class SecurityPage
{
    private PortalUser? _user;
    private IReadOnlyList<SignInMethod> _methods = [];
    private string? _saved;

    [SupplyParameterFromForm(FormName = "end")]
    public List<string>? Chosen { get; set; }

    [Inject]
    public required SignInMethodQueries Queries { get; init; }

    [Inject]
    public required EndSignInMethods End { get; init; }

    [Inject]
    public required SecurityMail Mail { get; init; }

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
            Problem = "Choose what to end first.";
            return;
        }

        var result = await End.RunAsync(_user!, chosen, Http.User.Actor()!, Http.RequestAborted);
        if (!result.Succeeded)
        {
            Problem = result.Error.Message;
            return;
        }

        SignInLog.Changed(Log, _user!.Id, "sign-in methods ended");
        await SignIn.RefreshSignInAsync(_user);
        var names = string.Join(", ", chosen.Select(method => method.Name));
        Mail.Tell(_user, $"These no longer open your account: {names}.");
        _saved = chosen.Count == 1 ? $"{names} is ended." : $"{names} are ended.";
        _methods = await Queries.ForAsync(_user.Id, Http.RequestAborted);
    }
}
