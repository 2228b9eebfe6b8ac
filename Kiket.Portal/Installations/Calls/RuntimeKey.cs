using System.Buffers.Text;
using System.Security.Cryptography;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Installations.Calls;

/// <summary>A key on the curve P-256 that signs runtime tokens. Published first, used for signing later.</summary>
public sealed class RuntimeKey
{
    public const int MaxCoordinate = 50;

    private const string Purpose = "RuntimeKey";

    private RuntimeKey()
    {
    }

    /// <summary>1, 2, 3, …: the primary key, so that two nodes can't both make the next one.</summary>
    public int Number { get; private set; }

    public Guid Id { get; private set; }

    /// <summary>The public point, as in the key set.</summary>
    public string X { get; private set; } = "";

    public string Y { get; private set; } = "";

    /// <summary>PKCS#8 in base64, encrypted by the key ring.</summary>
    public string PrivateKey { get; private set; } = "";

    public DateTimeOffset PublishedAt { get; private set; }

    public DateTimeOffset SignsFrom { get; private set; }

    /// <summary>The name in the header of a token and in the key set.</summary>
    public string KeyId => Id.ToString("N");

    internal static RuntimeKey New(int number, SecretBox box, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var id = Guid.NewGuid();
        return new RuntimeKey
        {
            Number = number,
            Id = id,
            X = Base64Url.EncodeToString(point.X),
            Y = Base64Url.EncodeToString(point.Y),
            PrivateKey = box.Protect(Convert.ToBase64String(pair.ExportPkcs8PrivateKey()), Purpose, id),
            PublishedAt = now,
            SignsFrom = signsFrom,
        };
    }

    /// <summary>Null when the key ring that encrypted it is lost.</summary>
    internal ECDsa? Open(SecretBox box)
    {
        if (!box.TryReveal(PrivateKey, Purpose, Id, out var plain))
        {
            return null;
        }

        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(plain), out _);
        return pair;
    }
}
