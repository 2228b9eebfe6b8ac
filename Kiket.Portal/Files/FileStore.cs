using System.Security.Cryptography;

namespace Kiket.Portal.Files;

/// <summary>A stored file, named by the SHA-256 of its content in hex.</summary>
public sealed record StoredFile(string Hash, string Extension, long Length)
{
    /// <summary>The size of a raster picture; null for anything else.</summary>
    public PictureSize? Size { get; init; }

    /// <summary>Whether it is the first frame of an animation.</summary>
    public bool IsAnimation { get; init; }

    public string Name => $"{Hash}.{Extension}";

    /// <summary>The address that serves it. No one can guess it without the content.</summary>
    public string Address => $"/files/{Name}";
}

/// <summary>In pixels.</summary>
public sealed record PictureSize(int Width, int Height);

/// <summary>
/// Files named by their content, in a directory outside any web root. A file is written completely or not at all: under
/// a temporary name, flushed to disk, then renamed. The same content twice is one file.
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

    /// <summary>The path of a stored file, or null when there is none with that name. Any text is safe to pass.</summary>
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
