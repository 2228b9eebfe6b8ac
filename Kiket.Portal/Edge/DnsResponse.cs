using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kiket.Portal.Edge;

/// <summary>
/// The edge's response to a DNS query: every name leads to the edge itself, which decides when the connection arrives. Nothing is
/// ever forwarded, so no data leaves in the names that are asked for.
/// </summary>
/// <param name="Bytes">To send back; null when the query gets no response.</param>
/// <param name="Name">The name that was asked for, in lower case without the final dot; null when it can't be read.</param>
public readonly record struct DnsResponse(byte[]? Bytes, string? Name)
{
    private const int Header = 12;
    private const ushort TypeA = 1;
    private const ushort ClassInternet = 1;
    private const uint TimeToLiveSeconds = 30;
    private const int FormatError = 1;
    private const int NotImplemented = 4;

    /// <summary>Never throws.</summary>
    /// <param name="own">The IPv4 address of the edge that the query was sent to.</param>
    public static DnsResponse To(ReadOnlySpan<byte> query, IPAddress own)
    {
        // A response isn't answered: two answerers would send to each other forever.
        if (query.Length < Header || (query[2] & 0x80) != 0)
        {
            return default;
        }

        if ((query[2] & 0x78) != 0)
        {
            return new(Respond(query[..Header], [], NotImplemented, null), null);
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(query[4..]) != 1 || ReadName(query[Header..], out var name) is not { } length
            || query.Length < Header + length + 4)
        {
            return new(Respond(query[..Header], [], FormatError, null), null);
        }

        var question = query.Slice(Header, length + 4);
        var asksForAddress = BinaryPrimitives.ReadUInt16BigEndian(question[length..]) == TypeA
            && BinaryPrimitives.ReadUInt16BigEndian(question[(length + 2)..]) == ClassInternet
            && own.AddressFamily == AddressFamily.InterNetwork;
        return new(Respond(query[..Header], question, 0, asksForAddress ? own : null), name);
    }

    private static byte[] Respond(ReadOnlySpan<byte> header, ReadOnlySpan<byte> question, int code, IPAddress? address)
    {
        var response = new byte[Header + question.Length + (address is null ? 0 : 16)];
        header[..2].CopyTo(response);
        // A response, authoritative, with the query's opcode and "recursion desired"; recursion is available.
        response[2] = (byte)(0x84 | (header[2] & 0x79));
        response[3] = (byte)(0x80 | code);
        response[5] = (byte)(question.Length > 0 ? 1 : 0);
        question.CopyTo(response.AsSpan(Header));
        if (address is not null)
        {
            response[7] = 1;
            var record = response.AsSpan(Header + question.Length);
            BinaryPrimitives.WriteUInt16BigEndian(record, 0xc000 | Header); // the name of the question
            BinaryPrimitives.WriteUInt16BigEndian(record[2..], TypeA);
            BinaryPrimitives.WriteUInt16BigEndian(record[4..], ClassInternet);
            BinaryPrimitives.WriteUInt32BigEndian(record[6..], TimeToLiveSeconds);
            BinaryPrimitives.WriteUInt16BigEndian(record[10..], 4);
            address.TryWriteBytes(record[12..], out _);
        }

        return response;
    }

    /// <summary>The length of the encoded name, with its final zero; null when it is malformed. A question has no pointers.</summary>
    private static int? ReadName(ReadOnlySpan<byte> bytes, out string name)
    {
        var text = new StringBuilder();
        var at = 0;
        name = "";
        while (at < bytes.Length)
        {
            var length = bytes[at++];
            if (length == 0)
            {
                name = text.ToString();
                return at;
            }

            if (length > 63 || at + length > bytes.Length || at + length > 254)
            {
                return null;
            }

            if (text.Length > 0)
            {
                text.Append('.');
            }

            foreach (var letter in bytes.Slice(at, length))
            {
                text.Append(letter is > 0x20 and < 0x7f ? char.ToLowerInvariant((char)letter) : '?');
            }

            at += length;
        }

        return null;
    }
}
