using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Secrets;

/// <summary>
/// Recognizes an earlier secret without storing it. A plain hash of a weak password can be guessed in minutes; this hash is
/// keyed, and the key is stored apart from the database, encrypted by the key ring. It stays the same across restarts and
/// for all portals that share a data directory.
/// </summary>
public sealed class SecretFingerprint
{
    private const string Purpose = "SecretFingerprint";
    private const int KeyBytes = 32;
    private const int Shown = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SecretBox _box;
    private readonly DataDirectory _data;
    private readonly Lazy<byte[]> _key;

    public SecretFingerprint(SecretBox box, DataDirectory data)
    {
        (_box, _data) = (box, data);
        // A single disk error must not last until the portal restarts.
        _key = new Lazy<byte[]>(FindKey, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>16 hexadecimal digits: the same for the same secret, without revealing it.</summary>
    public string Of(string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(secret)).AsSpan(0, Shown));

    /// <summary>
    /// The first key that can be decrypted. After the key ring is lost, the earlier keys can't be, but they stay in case it
    /// is restored from a backup.
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

    /// <summary>Writes the file completely or not at all, and only in one of several portals that start together.</summary>
    private void Make(string file)
    {
        // Moving a file without overwriting isn't atomic on Linux, so the portals take turns.
        using var turn = TakeTurn(Path.Combine(_data.Private("secrets"), "lock"));
        if (File.Exists(file))
        {
            return;
        }

        var written = file + "." + Path.GetRandomFileName();
        File.WriteAllText(written, _box.Protect(Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyBytes)), Purpose, Guid.Empty));
        File.Move(written, file);
    }

    private static FileStream TakeTurn(string path)
    {
        FileStream? turn = null;
        return SpinWait.SpinUntil(() => (turn = FileTurn.TryTake(path)) is not null, Patience)
            ? turn!
            : throw new IOException($"{path} is locked by another process. Stop it, or restart this portal.");
    }
}
