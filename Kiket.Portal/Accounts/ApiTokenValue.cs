using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.Accounts;

/// <summary>
/// The format of a token: <c>wksp_</c>, 43 base62 digits of 256 random bits, 6 digits of checksum. The prefix and the
/// checksum let a secret scanner recognize a leaked token without asking the portal.
/// </summary>
public static class ApiTokenValue
{
    public const string Prefix = "wksp_";

    /// <summary>Longer than any token. A longer header isn't checked.</summary>
    public const int MaxLength = 200;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomBytes = 32;
    private const int RandomDigits = 43;
    private const int ChecksumDigits = 6;

    public static string Generate()
    {
        var random = new BigInteger(RandomNumberGenerator.GetBytes(RandomBytes), isUnsigned: true);
        var body = Base62(random, RandomDigits);
        return Prefix + body + Checksum(body);
    }

    /// <summary>True for a value in the format of <see cref="Generate"/>: prefix, length, digits and checksum.</summary>
    public static bool IsWellFormed(string value)
    {
        if (value.Length != Prefix.Length + RandomDigits + ChecksumDigits || !value.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var body = value.Substring(Prefix.Length, RandomDigits);
        return body.All(char.IsAsciiLetterOrDigit) && value.EndsWith(Checksum(body), StringComparison.Ordinal);
    }

    /// <summary>Hexadecimal SHA-256, as stored and looked up.</summary>
    public static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    private static string Checksum(string body) =>
        Base62(new BigInteger(Fnv(body)), ChecksumDigits);

    private static uint Fnv(string text)
    {
        // FNV-1a, 32 bits: detects typos; it isn't for secrecy.
        var hash = 2166136261u;
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * 16777619u);
        }

        return hash;
    }

    private static string Base62(BigInteger value, int length)
    {
        var text = new char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            value = BigInteger.DivRem(value, Digits.Length, out var digit);
            text[i] = Digits[(int)digit];
        }

        return new string(text);
    }
}
