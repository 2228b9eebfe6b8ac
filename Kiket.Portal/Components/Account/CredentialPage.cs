using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// What the pages share that change how a person signs in. Each carries <see cref="NeedsRecentProofAttribute"/>, so its
/// code runs only for people who proved themselves a moment ago.
/// </summary>
public abstract class CredentialPage : AccountPage
{
    [Inject]
    public required RecordCredentialChange Changes { get; init; }

    /// <summary>What was done, shown above the form.</summary>
    protected string? Saved { get; set; }

    protected string? RemoteAddress => Http.Connection.RemoteIpAddress?.ToString();

    protected Actor Acting => Http.User.Actor() ?? throw new InvalidOperationException("Nobody is signed in. Put [Authorize] on the page.");

    /// <summary>Tells the logs and the person.</summary>
    protected Task RecordAsync(PortalUser user, CredentialChange change) => Changes.RunAsync(user, change, RemoteAddress, Http.RequestAborted);
}
