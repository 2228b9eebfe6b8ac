using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>A person with an account. Signs in with the e-mail address; others see <see cref="DisplayName"/>.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public const int MaxDisplayName = 80;
    public const int MaxLockReason = 500;

    /// <summary>What others see of a person whose account was deleted.</summary>
    public const string DeletedName = "Deleted person";

    /// <summary>For Identity's stores; use <see cref="Register"/>.</summary>
    public PortalUser()
    {
    }

    public string DisplayName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public PlatformRoles PlatformRoles { get; private set; }

    /// <summary>
    /// Since when an operator keeps the person out; null when nobody does. Not Identity's lockout, which wrong passwords
    /// bring about and time ends.
    /// </summary>
    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>Why, in words the person reads.</summary>
    public string? LockReason { get; private set; }

    /// <summary>The operator.</summary>
    public Guid? LockedBy { get; private set; }

    /// <summary>When the person deleted the account. The row stays for what refers to it, without anything about the person.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>A new account. The e-mail address is the user name too.</summary>
    public static PortalUser Register(string email, string displayName, DateTimeOffset now)
    {
        var address = email.Trim();
        var user = new PortalUser
        {
            Id = Guid.CreateVersion7(),
            UserName = address,
            Email = address,
            CreatedAt = now,
        };
        user.Rename(displayName);
        return user;
    }

    /// <summary>
    /// Changes the name others see. An empty one falls back to the part of the address before the @. Nothing is cut:
    /// ask <see cref="PersonName.Problem"/> first; <see cref="PersonRules"/> saves no name that breaks the rule.
    /// </summary>
    public void Rename(string displayName)
    {
        var name = displayName.Trim();
        DisplayName = name.Length > 0 ? name : FromAddress();
    }

    private string FromAddress()
    {
        var name = (Email ?? "").Split('@')[0];
        return PersonName.Problem(name) is null ? name : "Somebody";
    }

    /// <summary>Locks the person out of the whole portal until <see cref="Unlock"/>.</summary>
    public Result Lock(string reason, Guid operatorId, DateTimeOffset now)
    {
        if (LockedAt is not null)
        {
            return Error.Conflict("person_locked", $"{DisplayName} is locked already. Reload the list to see why.");
        }

        (LockedAt, LockReason, LockedBy) = (now, reason, operatorId);
        return Result.Success();
    }

    /// <summary>Lets the person back in, with all they had.</summary>
    public Result Unlock()
    {
        if (LockedAt is null)
        {
            return Error.Conflict("person_not_locked", $"{DisplayName} is not locked. Reload the list.");
        }

        (LockedAt, LockReason, LockedBy) = (null, null, null);
        return Result.Success();
    }

    /// <summary>Gives or takes platform roles. Use cases read them from the database, so this holds at once.</summary>
    public void SetPlatformRoles(PlatformRoles roles) => PlatformRoles = roles;

    /// <summary>Signs in with another address from now on, which the person confirmed; other sign-ins end.</summary>
    internal void MoveTo(string email, ILookupNormalizer normalizer)
    {
        (Email, UserName) = (email, email);
        (NormalizedEmail, NormalizedUserName) = (normalizer.NormalizeEmail(email), normalizer.NormalizeName(email));
        EmailConfirmed = true;
        ChangeStamps();
    }

    /// <summary>Takes everything about the person away, and every way to sign in that this row holds.</summary>
    internal void Erase(DateTimeOffset now, ILookupNormalizer normalizer)
    {
        // Unique as the columns want it, and nothing that could be registered or mailed to.
        MoveTo($"deleted-{Id:N}", normalizer);
        (DisplayName, PhoneNumber, PasswordHash) = (DeletedName, null, null);
        (EmailConfirmed, PhoneNumberConfirmed, TwoFactorEnabled) = (false, false, false);
        PlatformRoles = PlatformRoles.None;
        DeletedAt = now;
    }

    private void ChangeStamps()
    {
        SecurityStamp = Guid.NewGuid().ToString("N");
        ConcurrencyStamp = Guid.NewGuid().ToString();
    }
}
