using System.Buffers.Binary;
using System.Text;

namespace Kiket.Portal.Tests.Edge;

/// <summary>Writes the first message of a TLS connection, right or wrong.</summary>
internal static class TlsHello
{
    public static byte[] Of(string name) => Record(Message(ServerName(Encoding.ASCII.GetBytes(name))));

    public static byte[] Without() => Record(Message([]));

    /// <summary>One extension with these names.</summary>
    public static byte[] ServerName(params byte[][] names) =>
        Extension(0, Vector(2, [.. names.SelectMany(name => (byte[])[0, .. Vector(2, name)])]));

    public static byte[] Extension(int type, byte[] data) => [(byte)(type >> 8), (byte)type, .. Vector(2, data)];

    public static byte[] Message(byte[] extensions)
    {
        byte[] body = [3, 3, .. new byte[32], .. Vector(1, new byte[32]), .. Vector(2, [0x13, 0x01, 0x13, 0x02]), .. Vector(1, [0]), .. Vector(2, extensions)];
        return [1, .. Vector(3, body)];
    }

    /// <param name="size">The most bytes of the message in one record.</param>
    public static byte[] Record(byte[] message, int size = 16_000) =>
        [.. message.Chunk(size).SelectMany(part => (byte[])[22, 3, 1, .. Vector(2, part)])];

    private static byte[] Vector(int lengthBytes, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length[(4 - lengthBytes)..], .. content];
    }
}
