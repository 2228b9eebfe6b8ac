using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kiket.Portal.Secrets;

/// <summary>The <c>Secrets:</c> settings.</summary>
public sealed class SecretsOptions : IValidatableObject
{
    public const string Section = "Secrets";

    /// <summary>A PKCS#12 file that encrypts the keys. Without it they are stored unencrypted in their private folder.</summary>
    public string? CertificatePath { get; set; }

    public string? Password { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(CertificatePath) && !TryLoad(out _))
        {
            yield return new ValidationResult(
                "Secrets:CertificatePath must name a PKCS#12 file with a private key that opens with Secrets:Password.", [nameof(CertificatePath)]);
        }
    }

    internal bool TryLoad([NotNullWhen(true)] out X509Certificate2? certificate)
    {
        certificate = null;
        try
        {
            certificate = string.IsNullOrEmpty(CertificatePath) ? null : X509CertificateLoader.LoadPkcs12FromFile(CertificatePath, Password);
            return certificate?.HasPrivateKey == true;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
