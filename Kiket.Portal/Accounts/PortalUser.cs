using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>A person with an account. They sign in with the e-mail address; others see <see cref="DisplayName"/>.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public const int MaxDisplayName = 80;
    public const int MaxLockReason = 500;

    /// <summary>The name that others see for a deleted account.</summary>
    public const string DeletedName = "Deleted person";

    /// <summary>For Identity's stores; use <see cref="Register"/>.</summary>
    public PortalUser()
    {
    }

    public string DisplayName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public PlatformRoles PlatformRoles { get; private set; }

    /// <summary>
    /// Since when an operator has locked the person out; null when they aren't locked. Not Identity's lockout, which comes
    /// from wrong passwords and ends with time.
    /// </summary>
    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>The reason, which the person reads.</summary>
    public string? LockReason { get; private set; }

    /// <summary>The operator.</summary>
    public Guid? LockedBy { get; private set; }

    /// <summary>When the person deleted the account. The row stays for its references, without personal data.</summary>
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
    /// Changes the name that others see. An empty one becomes the part of the address before the @. Nothing is cut, so check
    /// with <see cref="PersonName.Problem"/> first; <see cref="PersonRules"/> refuses to save a name that breaks the rule.
    /// </summary>
    public void Rename(string displayName)
    {
        var name = displayName.Trim();
        DisplayName = name.Length > 0 ? name : FromAddress();
    }

    private string FromAddress()
    {
        var name = (Email ?? "").Split('@')[0];
        return PersonName.Problem(name) is null ? name : "Someone";
    }

    /// <summary>Locks the person out of the whole portal until <see cref="Unlock"/>.</summary>
    public Result Lock(string reason, Guid operatorId, DateTimeOffset now)
    {
        if (LockedAt is not null)
        {
            return Error.Conflict("person_locked", $"{DisplayName} is already locked. Reload the list to see why.");
        }

        (LockedAt, LockReason, LockedBy) = (now, reason, operatorId);
        return Result.Success();
    }

    /// <summary>Unlocks the person, with everything they had.</summary>
    public Result Unlock()
    {
        if (LockedAt is null)
        {
            return Error.Conflict("person_not_locked", $"{DisplayName} isn't locked. Reload the list.");
        }

        (LockedAt, LockReason, LockedBy) = (null, null, null);
        return Result.Success();
    }

    /// <summary>Gives or removes platform roles. Use cases read them from the database, so this takes effect immediately.</summary>
    public void SetPlatformRoles(PlatformRoles roles) => PlatformRoles = roles;

    /// <summary>Changes the address that the person signs in with, after they confirmed it. Other sign-ins end.</summary>
    internal void MoveTo(string email, ILookupNormalizer normalizer)
    {
        (Email, UserName) = (email, email);
        (NormalizedEmail, NormalizedUserName) = (normalizer.NormalizeEmail(email), normalizer.NormalizeName(email));
        EmailConfirmed = true;
        ChangeStamps();
    }

    /// <summary>Removes the personal data and all sign-in methods in this row.</summary>
    internal void Erase(DateTimeOffset now, ILookupNormalizer normalizer)
    {
        // Unique, as the columns require, but not an address that could be registered or receive mail.
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
