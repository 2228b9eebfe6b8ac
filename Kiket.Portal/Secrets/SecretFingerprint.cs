using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Data;

namespace Kiket.Portal.Secrets;

/// <summary>
/// Recognizes a secret that was seen before without storing it. A bare hash of a weak password can be guessed in
/// minutes; this one is keyed, and the key lies apart from the database, protected by the key ring. It stays the same
/// over restarts, and all portals that share a data directory have the same.
/// </summary>
public sealed class SecretFingerprint
{
    private const string Purpose = "SecretFingerprint";
    private const int KeyBytes = 32;
    private const int Shown = 8;

    private readonly SecretBox _box;
    private readonly DataDirectory _data;
    private readonly Lazy<byte[]> _key;

    public SecretFingerprint(SecretBox box, DataDirectory data)
    {
        (_box, _data) = (box, data);
        // A disk that fails once must not fail for as long as the portal runs.
        _key = new Lazy<byte[]>(FindKey, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>16 hexadecimal digits: the same for the same secret, and nothing that leads back to it.</summary>
    public string Of(string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(secret)).AsSpan(0, Shown));

    /// <summary>
    /// The first that opens. A key ring that was lost closes the earlier ones; they stay, for when it is put back from a backup.
    /// </summary>
    private byte[] FindKey()
    {
        for (var number = 1; ; number++)
        {
            var file = Path.Combine(_data.Private("secrets"), FormattableString.Invariant($"fingerprint-key-{number}"));
            if (!File.Exists(file))
            {
                Make(file);
            }

            if (_box.TryReveal(File.ReadAllText(file), Purpose, Guid.Empty, out var plain))
            {
                return Convert.FromHexString(plain);
            }
        }
    }

    /// <summary>Whole or not at all, and by one of several portals that start together.</summary>
    private void Make(string file)
    {
        var written = file + "." + Path.GetRandomFileName();
        File.WriteAllText(written, _box.Protect(Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyBytes)), Purpose, Guid.Empty));
        try
        {
            File.Move(written, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(written);
        }
    }
}
