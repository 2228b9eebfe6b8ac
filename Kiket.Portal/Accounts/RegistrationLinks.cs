using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Kiket.Portal.Accounts;

/// <summary>A person who requested an account but hasn't confirmed the address yet.</summary>
public sealed record PendingRegistration(string Email, string Name, string? ReturnUrl, DateTimeOffset ExpiresAt);

/// <summary>
/// The secret of a link that finishes a registration. The account is created when its link is used, not before, so no one
/// can prepare an account for someone else's address.
/// </summary>
public sealed class RegistrationLinks(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector _protector = protection.CreateProtector("Accounts.Registration.v1");

    public string Create(string email, string name, string? returnUrl) =>
        _protector.Protect(JsonSerializer.Serialize(new PendingRegistration(email.Trim(), name, returnUrl, clock.GetUtcNow() + Lifetime)));

    /// <summary>Null when the link is incomplete or older than a day.</summary>
    public PendingRegistration? Read(string? code)
    {
        try
        {
            return code is { Length: > 0 and < 4_000 }
                && JsonSerializer.Deserialize<PendingRegistration>(_protector.Unprotect(code)) is { } pending
                && clock.GetUtcNow() < pending.ExpiresAt
                    ? pending
                    : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
