using System.Security.Cryptography;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>
/// What people upload, below random names in a directory outside any web root. Unlike <see cref="FileStore"/> nothing
/// in it is public by its address: who may read a file is asked each time.
/// </summary>
public sealed class UploadStore(string directory)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>A picture's 16:9 part as a small file of its own, for galleries.</summary>
    private const string CardEnding = "-card.webp";

    internal static string NameOf(Guid id, string format) => $"{id:N}.{format}";

    internal static string CardNameOf(Guid id) => $"{id:N}{CardEnding}";

    /// <summary>
    /// Takes what somebody sends straight to the disk, and stops at the first byte above the bound. Nothing is kept
    /// until it was looked at: disposing what was received deletes it.
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

    /// <summary>Keeps what was received under an upload's name.</summary>
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

    /// <summary>The path of an upload's file, or null when it is gone.</summary>
    public string? Find(Upload upload) => Existing(upload.StoredName);

    /// <summary>The path of an icon, which always is a PNG, or null when it is gone.</summary>
    public string? FindIcon(Guid id) => Existing(NameOf(id, "png"));

    /// <summary>The path of a picture's card; a picture without one is its own.</summary>
    public string? FindCard(Upload upload) => Existing(CardNameOf(upload.Id)) ?? Find(upload);

    /// <summary>A document that is plain text, to be shown in a page; null when it is gone.</summary>
    public async Task<string?> ReadTextAsync(Guid id, string format, CancellationToken cancellationToken) =>
        Existing(NameOf(id, format)) is { } path ? await File.ReadAllTextAsync(path, cancellationToken) : null;

    /// <summary>Deletes everything that is kept of an upload.</summary>
    public void Delete(Guid id, string format)
    {
        File.Delete(PathOf(NameOf(id, format)));
        File.Delete(PathOf(CardNameOf(id)));
    }

    /// <summary>Every file that has been here since before an instant, with the upload it belongs to; null when it belongs to none.</summary>
    public IEnumerable<(string Path, Guid? Id)> OlderThan(DateTimeOffset instant) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(path => File.GetLastWriteTimeUtc(path) < instant.UtcDateTime)
            .Select(path => (path, Guid.TryParseExact(Path.GetFileName(path).Split('.', '-')[0], "N", out var id) ? id : (Guid?)null))
        : [];

    internal static Error TooLarge(int maxBytes) =>
        Error.TooLarge("file_too_large", $"It is larger than {maxBytes / 1024 / 1024} MiB, which is the limit. Save it smaller, then add it again.");

    private string Waiting => Path.Combine(directory, "waiting");

    private string? Existing(string name)
    {
        var path = PathOf(name);
        return File.Exists(path) ? path : null;
    }

    private string PathOf(string name) => Path.Combine(directory, name[..2], name);
}

/// <summary>A file on the disk that was not looked at yet. Disposing deletes it, unless it was kept.</summary>
public sealed class ReceivedFile(string path) : IDisposable
{
    public string Path { get; } = path;

    public long Length { get; internal set; }

    /// <summary>In hex.</summary>
    public string Sha256 { get; internal set; } = "";

    public void Dispose() => File.Delete(Path);
}
