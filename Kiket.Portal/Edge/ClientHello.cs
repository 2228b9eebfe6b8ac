using System.Buffers.Binary;
using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Edge;

/// <summary>What the first bytes of a connection are.</summary>
public enum HelloState
{
    /// <summary>A ClientHello that names its server.</summary>
    Complete,

    /// <summary>The beginning of one; more bytes are needed.</summary>
    Incomplete,

    /// <summary>Refused, for the reason beside it.</summary>
    Refused,
}

/// <summary>The first message of a TLS connection, read as far as needed to know the name of its server.</summary>
/// <param name="ServerName">In lower-case ASCII; null unless the state is <see cref="HelloState.Complete"/>.</param>
/// <param name="Reason">Only set when refused.</param>
public readonly record struct ClientHello(HelloState State, string? ServerName, Refusal Reason)
{
    /// <summary>Longer than every program's ClientHello, also with post-quantum keys, and short enough to wait for.</summary>
    public const int MaxBytes = 16 * 1024;

    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const int ServerNameExtension = 0;
    private const byte HostNameType = 0;

    private static ClientHello Incomplete => new(HelloState.Incomplete, null, default);

    /// <summary>
    /// Reads the bytes received so far. Never throws. A message that is ambiguous, such as one with two server names, is
    /// refused, because the server could read it differently.
    /// </summary>
    public static ClientHello Read(ReadOnlySpan<byte> received)
    {
        // The message can be split over several records, so it is first put together.
        Span<byte> message = stackalloc byte[Math.Min(received.Length, MaxBytes)];
        var length = 0;
        while (received.Length > 0)
        {
            if (received[0] != HandshakeRecord || (received.Length > 1 && received[1] != 3))
            {
                return Refuse(Refusal.NotTls);
            }

            if (received.Length < RecordHeader)
            {
                break;
            }

            var size = BinaryPrimitives.ReadUInt16BigEndian(received[3..]);
            if (size is 0 or > MaxBytes)
            {
                return Refuse(Refusal.NotTls);
            }

            var part = received[RecordHeader..Math.Min(received.Length, RecordHeader + size)];
            if (length + part.Length > message.Length)
            {
                return Refuse(Refusal.NotTls);
            }

            part.CopyTo(message[length..]);
            length += part.Length;
            received = received[(RecordHeader + part.Length)..];
            if (length >= MessageHeader)
            {
                var total = MessageHeader + ((message[1] << 16) | (message[2] << 8) | message[3]);
                if (message[0] != ClientHelloMessage || total > MaxBytes - RecordHeader)
                {
                    return Refuse(Refusal.NotTls);
                }

                if (length >= total)
                {
                    return ReadBody(message[MessageHeader..total]);
                }
            }
        }

        return Incomplete;
    }

    private static ClientHello ReadBody(ReadOnlySpan<byte> body)
    {
        // Version and random, session id, cipher suites, compression methods, extensions.
        if (!Skip(ref body, 34) || !SkipVector(ref body, 1) || !SkipVector(ref body, 2) || !SkipVector(ref body, 1))
        {
            return Refuse(Refusal.NotTls);
        }

        if (body.IsEmpty)
        {
            return Refuse(Refusal.NoServerName);
        }

        if (!TakeVector(ref body, 2, out var extensions) || !body.IsEmpty)
        {
            return Refuse(Refusal.NotTls);
        }

        string? name = null;
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 2)
            {
                return Refuse(Refusal.NotTls);
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TakeVector(ref extensions, 2, out var data))
            {
                return Refuse(Refusal.NotTls);
            }

            if (type == ServerNameExtension)
            {
                if (name is not null || !TakeVector(ref data, 2, out var list) || !data.IsEmpty
                    || list.Length < 1 || list[0] != HostNameType)
                {
                    return Refuse(Refusal.NotTls);
                }

                list = list[1..];
                if (!TakeVector(ref list, 2, out var bytes) || !list.IsEmpty)
                {
                    return Refuse(Refusal.NotTls);
                }

                if (ReadName(bytes) is not { } read)
                {
                    return Refuse(Refusal.NotAHostName);
                }

                name = read;
            }
        }

        return name is null ? Refuse(Refusal.NoServerName) : new(HelloState.Complete, name, default);
    }

    private static string? ReadName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > HostName.MaxLength || bytes.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
        {
            return null;
        }

        return EdgeNames.Read(Encoding.ASCII.GetString(bytes));
    }

    private static ClientHello Refuse(Refusal reason) => new(HelloState.Refused, null, reason);

    private static bool Skip(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (bytes.Length < count)
        {
            return false;
        }

        bytes = bytes[count..];
        return true;
    }

    private static bool SkipVector(ref ReadOnlySpan<byte> bytes, int lengthBytes) => TakeVector(ref bytes, lengthBytes, out _);

    private static bool TakeVector(ref ReadOnlySpan<byte> bytes, int lengthBytes, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (bytes.Length < lengthBytes)
        {
            return false;
        }

        var length = lengthBytes == 1 ? bytes[0] : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length < lengthBytes + length)
        {
            return false;
        }

        content = bytes.Slice(lengthBytes, length);
        bytes = bytes[(lengthBytes + length)..];
        return true;
    }
}

/// <summary>Names as the edge compares them.</summary>
internal static class EdgeNames
{
    /// <summary>In lower-case ASCII; null for an IP address and for what programs read differently.</summary>
    public static string? Read(string written) => HostName.Ascii(written) is { } ascii && !HostName.IsNumeric(ascii) ? ascii : null;
}
