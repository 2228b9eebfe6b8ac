using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Installations.Calls;

/// <summary>The headers that SDKs check: seconds since 1970, and the bare hexadecimal HMAC-SHA256 over <c>timestamp.body</c>.</summary>
public static class CallSignature
{
    public const string Header = "X-Kiket-Signature";
    public const string TimestampHeader = "X-Kiket-Timestamp";

    public static string Timestamp(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string Of(SecretText secret, string timestamp, byte[] body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
