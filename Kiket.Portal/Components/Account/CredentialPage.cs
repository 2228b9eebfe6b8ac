using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// What pages that change how a person signs in have in common. Each carries <see cref="NeedsRecentProofAttribute"/>, so its
/// code runs only for people who confirmed who they are in the last minutes.
/// </summary>
public abstract class CredentialPage : AccountPage
{
    [Inject]
    public required RecordCredentialChange Changes { get; init; }

    /// <summary>What was done, shown above the form.</summary>
    protected string? Saved { get; set; }

    protected string? RemoteAddress => Http.Connection.RemoteIpAddress?.ToString();

    protected Actor Acting => Http.User.Actor() ?? throw new InvalidOperationException("Nobody is signed in. Put [Authorize] on the page.");

    /// <summary>Writes the change to the logs and notifies the person.</summary>
    protected Task RecordAsync(PortalUser user, CredentialChange change) => Changes.RunAsync(user, change, RemoteAddress, Http.RequestAborted);
}
