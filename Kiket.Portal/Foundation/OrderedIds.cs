using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kiket.Portal.Foundation;

/// <summary>
/// Ids of version 7 for very many rows that are written together. A <see cref="Guid.CreateVersion7()"/> for each asks the system for the time and
/// for randomness every time; this asks once, and each id is a random step above the one before it, as RFC 9562 (6.2, method 2) allows.
/// </summary>
public sealed class OrderedIds
{
    private readonly byte[] _last = Guid.CreateVersion7().ToByteArray(bigEndian: true);
    private readonly byte[] _steps = new byte[4 * 256];
    private int _used;
    private ulong _low;

    public OrderedIds()
    {
        _used = _steps.Length;
        // Far from the end, so that no number of steps reaches it.
        _low = BinaryPrimitives.ReadUInt64BigEndian(_last.AsSpan(8)) & 0x1FFF_FFFF_FFFF_FFFF;
    }

    public Guid Next()
    {
        if (_used == _steps.Length)
        {
            RandomNumberGenerator.Fill(_steps);
            _used = 0;
        }

        _low += 1UL + BinaryPrimitives.ReadUInt32BigEndian(_steps.AsSpan(_used));
        _used += 4;
        // The two highest bits are the variant.
        BinaryPrimitives.WriteUInt64BigEndian(_last.AsSpan(8), 0x8000_0000_0000_0000 | _low);
        return new Guid(_last, bigEndian: true);
    }
}
