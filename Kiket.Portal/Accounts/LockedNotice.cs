using Kiket.Portal.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>Why somebody is locked out.</summary>
/// <param name="Reason">In the operator's words.</param>
public sealed record PersonLock(DateTimeOffset Since, string Reason);

/// <summary>
/// Leads a person who is locked to the page that tells them why. Nobody is signed in there, so the address carries a
/// protected note of who proved to be that person a moment ago: others cannot read reasons by guessing ids.
/// </summary>
public sealed class LockedNotice(IDbContextFactory<PortalDb> databases, IDataProtectionProvider protection)
{
    public const string Page = "/account/locked";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Kiket.Portal.Accounts.LockedNotice").ToTimeLimitedDataProtector();

    /// <summary>Where to send somebody who has just proved who they are.</summary>
    public string AddressFor(Guid userId) => $"{Page}?note={Uri.EscapeDataString(_protector.Protect(userId.ToString(), Lifetime))}";

    /// <summary>The lock of the person a note speaks of; null when the note is too old, or they are not locked any more.</summary>
    public async Task<PersonLock?> FindAsync(string? note, CancellationToken cancellationToken)
    {
        if (Read(note) is not { } id)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<PortalUser>()
            .Where(user => user.Id == id && user.LockedAt != null)
            .Select(user => new { user.LockedAt, user.LockReason })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new PersonLock(found.LockedAt!.Value, found.LockReason ?? "");
    }

    private Guid? Read(string? note)
    {
        try
        {
            return note is { Length: > 0 and <= 1_000 } ? Guid.Parse(_protector.Unprotect(note)) : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
