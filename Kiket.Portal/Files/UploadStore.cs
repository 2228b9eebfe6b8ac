using System.Security.Cryptography;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>
/// Uploaded files under random names, in a directory outside any web root. Unlike <see cref="FileStore"/>, knowing an
/// address isn't enough to read a file: access is checked each time.
/// </summary>
public sealed class UploadStore(string directory)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>A picture's 16:9 part as a small separate file, for galleries.</summary>
    private const string CardEnding = "-card.webp";

    internal static string NameOf(Guid id, string format) => $"{id:N}.{format}";

    internal static string CardNameOf(Guid id) => $"{id:N}{CardEnding}";

    /// <summary>
    /// Writes the sent bytes straight to disk, and stops at the first byte above the limit. Nothing is stored before it has
    /// been inspected: disposing the received file deletes it.
    /// </summary>
    public async Task<Result<ReceivedFile>> ReceiveAsync(Stream content, int maxBytes, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Waiting, Path.GetRandomFileName());
        Directory.CreateDirectory(Waiting);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = new ReceivedFile(path);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                received.Length += read;
                if (received.Length > maxBytes)
                {
                    received.Dispose();
                    return TooLarge(maxBytes);
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch
        {
            received.Dispose();
            throw;
        }

        received.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return received;
    }

    /// <summary>Stores a received file under an upload's name.</summary>
    public void Store(ReceivedFile received, Guid id, string format)
    {
        var path = PathOf(NameOf(id, format));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var stream = new FileStream(received.Path, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Flush(flushToDisk: true);
        }

        File.Move(received.Path, path);
    }

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        DurableFile.WriteAsync(PathOf(name), content, cancellationToken);

    /// <summary>The path of an upload's file, or null when it no longer exists.</summary>
    public string? Find(Upload upload) => Existing(upload.StoredName);

    /// <summary>The same by its id and format.</summary>
    public string? Find(Guid id, string format) => Existing(NameOf(id, format));

    /// <summary>The path of an icon, which is always a PNG, or null when it no longer exists.</summary>
    public string? FindIcon(Guid id) => Existing(NameOf(id, "png"));

    /// <summary>The path of a picture's card, or of the picture itself when it has none.</summary>
    public string? FindCard(Upload upload) => Existing(CardNameOf(upload.Id)) ?? Find(upload);

    /// <summary>The text of a plain-text document, to show in a page; null when it no longer exists.</summary>
    public async Task<string?> ReadTextAsync(Guid id, string format, CancellationToken cancellationToken) =>
        Existing(NameOf(id, format)) is { } path ? await File.ReadAllTextAsync(path, cancellationToken) : null;

    /// <summary>Deletes all files of an upload.</summary>
    public void Delete(Guid id, string format)
    {
        File.Delete(PathOf(NameOf(id, format)));
        File.Delete(PathOf(CardNameOf(id)));
    }

    /// <summary>Every file older than an instant, with the upload it belongs to, or null when it belongs to none.</summary>
    public IEnumerable<(string Path, Guid? Id)> OlderThan(DateTimeOffset instant) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(path => File.GetLastWriteTimeUtc(path) < instant.UtcDateTime)
            .Select(path => (path, Guid.TryParseExact(Path.GetFileName(path).Split('.', '-')[0], "N", out var id) ? id : (Guid?)null))
        : [];

    internal static Error TooLarge(int maxBytes) =>
        Error.TooLarge("file_too_large", $"The file is larger than the limit of {maxBytes / 1024 / 1024} MiB. Make it smaller, then add it again.");

    private string Waiting => Path.Combine(directory, "waiting");

    private string? Existing(string name)
    {
        var path = PathOf(name);
        return File.Exists(path) ? path : null;
    }

    private string PathOf(string name) => Path.Combine(directory, name[..2], name);
}

/// <summary>A file on disk that hasn't been inspected yet. Disposing it deletes the file unless it has been stored.</summary>
public sealed class ReceivedFile(string path) : IDisposable
{
    public string Path { get; } = path;

    public long Length { get; internal set; }

    /// <summary>In hex.</summary>
    public string Sha256 { get; internal set; } = "";

    public void Dispose() => File.Delete(Path);
}
