using System.Security.Cryptography;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Analytics.Tokens;

/// <summary>
/// The format of a telemetry token: <c>ktel_</c> and 32 random bytes, in letters that a path takes as they are. It can send telemetry and nothing
/// else.
/// </summary>
public static class TelemetryTokenValue
{
    public const string Prefix = "ktel_";

    /// <summary>Longer ones aren't looked up.</summary>
    public const int MaxLength = 200;

    private const int RandomBytes = 32;

    public static string Generate() =>
        Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Hexadecimal SHA-256, as stored and looked up.</summary>
    public static string Hash(string value) => ApiTokenValue.Hash(value);

    /// <summary>The path below the portal's address that SDKs append <c>/telemetry</c> to.</summary>
    public static string Path(string value) => $"/api/v1/ext/t/{value}";
}
