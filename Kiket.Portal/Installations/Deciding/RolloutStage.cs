using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.Installations.Deciding;

/// <summary>How far a release has been rolled out.</summary>
/// <param name="ShareBasisPoints">Installations with a lower bucket may upgrade: 2,000 for 20%, <see cref="Whole"/> for all.</param>
/// <param name="IsHalted">Paused by the publisher or stopped by the portal.</param>
/// <param name="NextAt">When the share rises; null when it doesn't by itself.</param>
public sealed record RolloutStage(int ShareBasisPoints, bool IsHalted = false, DateTimeOffset? NextAt = null)
{
    public const int Whole = 10_000;

    public bool Includes(Guid releaseId, Guid installationId) => !IsHalted && Bucket(releaseId, installationId) < ShareBasisPoints;

    /// <summary>
    /// 0 to 9,999, the same for ever for this pair, and unrelated for the next release: so it isn't always the same customers who are
    /// first.
    /// </summary>
    public static int Bucket(Guid releaseId, Guid installationId)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{releaseId:D}:{installationId:D}"));
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % Whole);
    }
}
