using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Extensions;

namespace Kiket.Portal.Webhooks.Receiving;

/// <summary>A repository whose secret signed a body.</summary>
internal sealed record SignedBy(ExtensionRepository Repository, DeliveryVerdict Verdict);

/// <summary>
/// Compares <c>X-Hub-Signature-256</c> with what each possible secret would have signed: every one of them, in constant time.
/// Without a repository, a secret that nobody has is checked, so that the answer takes as long.
/// </summary>
public sealed class SignatureCheck(RepositoryWebhooks webhooks)
{
    private const string Prefix = "sha256=";

    /// <summary>The signature's bytes; null for anything but <c>sha256=</c> and 64 hexadecimal digits.</summary>
    public static byte[]? Parse(string? header) =>
        header is { Length: 71 } && header.StartsWith(Prefix, StringComparison.Ordinal) && header.AsSpan(Prefix.Length).IndexOfAnyExcept(Hex) < 0
            ? Convert.FromHexString(header.AsSpan(Prefix.Length))
            : null;

    internal SignedBy? Find(IReadOnlyList<ExtensionRepository> repositories, byte[] signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        SignedBy? found = null;
        var compared = 0;
        foreach (var repository in repositories)
        {
            foreach (var (secret, verdict) in Secrets(repository, now))
            {
                compared++;
                if (IsSigned(secret, signature, body))
                {
                    found ??= new SignedBy(repository, verdict);
                }
            }
        }

        if (compared == 0)
        {
            IsSigned(webhooks.Decoy(), signature, body);
        }

        return found;
    }

    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private IEnumerable<(string Secret, DeliveryVerdict Verdict)> Secrets(ExtensionRepository repository, DateTimeOffset now)
    {
        if (webhooks.Reveal(repository) is { } current)
        {
            yield return (current, DeliveryVerdict.Current);
        }

        if (webhooks.RevealPrevious(repository, now) is { } previous)
        {
            yield return (previous, DeliveryVerdict.Previous);
        }
    }

    private static bool IsSigned(string secret, byte[] signature, ReadOnlySpan<byte> body)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
