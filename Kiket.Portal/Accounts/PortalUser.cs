using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>A person with an account. Signs in with the e-mail address; others see <see cref="DisplayName"/>.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public const int MaxDisplayName = 80;

    /// <summary>For Identity's stores; use <see cref="Register"/>.</summary>
    public PortalUser()
    {
    }

    public string DisplayName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public PlatformRoles PlatformRoles { get; private set; }

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

    /// <summary>Changes the name others see. An empty one falls back to the part of the address before the @.</summary>
    public void Rename(string displayName)
    {
        var name = displayName.Trim();
        if (name.Length == 0)
        {
            name = (Email ?? "Somebody").Split('@')[0];
        }

        DisplayName = name.Length > MaxDisplayName ? name[..MaxDisplayName] : name;
    }

    /// <summary>Gives or takes platform roles. Use cases read them from the database, so this holds at once.</summary>
    public void SetPlatformRoles(PlatformRoles roles) => PlatformRoles = roles;
}
