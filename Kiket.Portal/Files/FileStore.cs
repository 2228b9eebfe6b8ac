using System.Security.Cryptography;

namespace Kiket.Portal.Files;

/// <summary>A stored file: its content's SHA-256 in hex is its name.</summary>
public sealed record StoredFile(string Hash, string Extension, long Length)
{
    /// <summary>How large it is drawn when it is a raster picture; null for anything else.</summary>
    public PictureSize? Size { get; init; }

    public string Name => $"{Hash}.{Extension}";

    /// <summary>Where the portal serves it. Nobody who has not seen the content can guess it.</summary>
    public string Address => $"/files/{Name}";
}

/// <summary>Pixels.</summary>
public sealed record PictureSize(int Width, int Height);

/// <summary>
/// Files by content in a directory outside any web root. Writing is all or nothing: a name of its own, to the disk, then
/// renamed; the same content twice is one file.
/// </summary>
public sealed class FileStore(string directory)
{
    private const int HashLength = 64;

    public async Task<StoredFile> SaveAsync(ReadOnlyMemory<byte> content, string extension, CancellationToken cancellationToken)
    {
        var file = new StoredFile(Convert.ToHexStringLower(SHA256.HashData(content.Span)), extension, content.Length);
        var path = PathOf(file.Name);
        if (File.Exists(path))
        {
            return file;
        }

        await DurableFile.WriteAsync(path, content, cancellationToken);
        return file;
    }

    /// <summary>The path of a stored file, or null when there is none of that name; any text may be asked for.</summary>
    public string? Find(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var known = dot == HashLength && name.Length <= HashLength + 6
            && !name.AsSpan(0, dot).ContainsAnyExcept("0123456789abcdef")
            && !name.AsSpan(dot + 1).ContainsAnyExceptInRange('a', 'z');
        var path = known ? PathOf(name) : null;
        return path is not null && File.Exists(path) ? path : null;
    }

    private string PathOf(string name) => Path.Combine(directory, name[..2], name);
}
