using System.Text;
using System.Text.Unicode;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Support;

/// <summary>Where the files of tickets are: in a directory of their own, because nobody but the two organizations reads them.</summary>
public sealed class TicketFileStore : IDisposable
{
    private readonly UploadStore _store;
    private readonly InspectUpload _inspect;
    private readonly TicketText _texts;

    public TicketFileStore(string directory, IScanForMalware scan, TicketText texts)
    {
        _store = new UploadStore(directory);
        (_inspect, _texts) = (new InspectUpload(_store, scan), texts);
    }

    /// <summary>Receives a file, searches it for secrets, inspects it by its content and stores it, or says why not.</summary>
    public async Task<Result<CachedContent>> StoreAsync(Stream content, Guid id, CancellationToken cancellationToken)
    {
        if (!(await _store.ReceiveAsync(content, TicketFile.MaxBytes, cancellationToken)).TryGet(out var received, out var error))
        {
            return error;
        }

        using (received)
        {
            var bytes = await File.ReadAllBytesAsync(received.Path, cancellationToken);
            var isText = Utf8.IsValid(bytes);
            return _texts.InFile((isText ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes), isBinary: !isText)
                ?? await _inspect.RunAsync(received, id, UploadKind.TicketFile, static _ => null, cancellationToken);
        }
    }

    /// <summary>The path of a file, or null when it no longer exists.</summary>
    public string? Find(TicketFile file) => _store.Find(file.Id, file.Format);

    public void Delete(Guid id, string format) => _store.Delete(id, format);

    /// <inheritdoc cref="UploadStore.OlderThan"/>
    public IEnumerable<(string Path, Guid? Id)> OlderThan(DateTimeOffset instant) => _store.OlderThan(instant);

    public void Dispose() => _inspect.Dispose();
}
