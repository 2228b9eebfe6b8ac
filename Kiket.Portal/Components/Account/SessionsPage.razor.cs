using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Where a person is signed in, and a way to sign out there.</summary>
public sealed partial class SessionsPage
{
    private PortalUser? _user;
    private Guid? _here;
    private IReadOnlyList<SessionRow> _sessions = [];
    private string? _saved;

    [SupplyParameterFromForm]
    public string? Id { get; set; }

    [Inject]
    public required SessionQueries Queries { get; init; }

    [Inject]
    public required EndSessions End { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        _here = Http.User.Session()?.SessionId;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var sessions = await Queries.ForPersonAsync(_user!.Id, CancellationToken.None);
        _sessions = [.. sessions.OrderByDescending(session => session.Id == _here)];
    }

    private async Task EndAsync()
    {
        if (!Guid.TryParse(Id, CultureInfo.InvariantCulture, out var id))
        {
            Problem = "This sign-in is no longer in the list. Choose one below.";
            return;
        }

        if (id == _here)
        {
            await SignIn.SignOutAsync();
            Go("/account/login?done=here");
            return;
        }

        var device = _sessions.FirstOrDefault(session => session.Id == id)?.Device;
        await End.RunAsync(_user!.Id, id, "signed out from the list", CancellationToken.None);
        _saved = device is null ? "That device was already signed out." : $"{device} is signed out.";
        await LoadAsync();
    }

    private async Task EverywhereAsync()
    {
        await End.RunAsync(_user!.Id, sessionId: null, "signed out everywhere", CancellationToken.None);
        // Also ends a sign-in that is in progress, and forgets the browsers that skip the second factor.
        await Users.UpdateSecurityStampAsync(_user);
        await SignIn.SignOutAsync();
        Go("/account/login?done=everywhere");
    }

    private static string By(string method) => method switch
    {
        "password" => " with a password",
        "passkey" => " with a passkey",
        "authenticator" => " with a password and a code",
        "recovery code" => " with a recovery code",
        "demo" => " through the demo",
        "other" => "",
        _ => $" with {method}",
    };
}
