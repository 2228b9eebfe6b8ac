using Kiket.Portal.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>Why a person is locked out.</summary>
/// <param name="Reason">In the operator's words.</param>
public sealed record PersonLock(DateTimeOffset Since, string Reason);

/// <summary>
/// Sends a locked person to the page that says why. No one is signed in there, so the address contains an encrypted note of
/// who has just proven to be that person. Others can't read reasons by guessing ids.
/// </summary>
public sealed class LockedNotice(IDbContextFactory<PortalDb> databases, IDataProtectionProvider protection)
{
    public const string Page = "/account/locked";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Kiket.Portal.Accounts.LockedNotice").ToTimeLimitedDataProtector();

    /// <summary>The address for a person who has just proven who they are.</summary>
    public string AddressFor(Guid userId) => $"{Page}?note={Uri.EscapeDataString(_protector.Protect(userId.ToString(), Lifetime))}";

    /// <summary>The lock of the person in a note; null when the note is too old or the person is no longer locked.</summary>
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
