using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Kiket.Portal.Secrets;

/// <summary>
/// Encrypts tokens and webhook secrets at rest. A value encrypted for one purpose and owner can't be decrypted for any
/// other, so a row copied to another owner is useless.
/// </summary>
public sealed class SecretBox(IDataProtectionProvider provider)
{
    /// <param name="plain">The secret.</param>
    /// <param name="purpose">The field it belongs to, such as <c>RepositoryToken</c>.</param>
    /// <param name="owner">The row it belongs to.</param>
    public string Protect(string plain, string purpose, Guid owner) => Protector(purpose, owner).Protect(plain);

    /// <summary>False when the keys are lost or the text belongs to another purpose or owner. The secret must then be entered again.</summary>
    public bool TryReveal(string? stored, string purpose, Guid owner, [NotNullWhen(true)] out string? plain)
    {
        plain = null;
        if (string.IsNullOrEmpty(stored))
        {
            return false;
        }

        try
        {
            plain = Protector(purpose, owner).Unprotect(stored);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private IDataProtector Protector(string purpose, Guid owner) =>
        provider.CreateProtector("Kiket.Portal.Secrets", purpose, owner.ToString("N"));
}
