using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>
/// Checks a received file and stores it as an upload, or returns why not. Pictures are redrawn, documents are recognized
/// by their content, and both are scanned for malware if a scanner is configured.
/// </summary>
public sealed class InspectUpload(UploadStore store, IScanForMalware scan) : IDisposable
{
    /// <summary>Limits the memory: a picture needs 64 MiB while it is drawn, a document 10 MiB while it is read.</summary>
    private readonly SemaphoreSlim _looking = new(2);

    /// <param name="summarize">Summarizes a scanner's file in one line; returns null for a file it can't read.</param>
    public async Task<Result<CachedContent>> RunAsync(
        ReceivedFile received, Guid id, UploadKind kind, Func<ReadOnlyMemory<byte>, string?> summarize, CancellationToken cancellationToken)
    {
        if (!(await scan.RunAsync(received.Path, cancellationToken)).TryGet(out var scanned, out var error))
        {
            return error;
        }

        await _looking.WaitAsync(cancellationToken);
        try
        {
            var bytes = await File.ReadAllBytesAsync(received.Path, cancellationToken);
            var saved = kind.IsPicture() || (kind == UploadKind.TicketFile && PictureFormats.Of(bytes) != PictureFormat.Unknown)
                ? await PictureAsync(received, bytes, id, kind, cancellationToken)
                : Document(received, bytes, id, kind, summarize);
            return saved.TryGet(out var content, out error) ? content with { IsScanned = scanned } : error;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private async Task<Result<CachedContent>> PictureAsync(ReceivedFile received, byte[] bytes, Guid id, UploadKind kind, CancellationToken cancellationToken)
    {
        var drawing = await Task.Run(() => UploadedPicture.Draw(bytes, kind), cancellationToken);
        if (!drawing.TryGet(out var drawn, out var error))
        {
            return error;
        }

        await store.WriteAsync(UploadStore.NameOf(id, drawn.Format), drawn.Content, cancellationToken);
        if (drawn.Card is { } card)
        {
            await store.WriteAsync(UploadStore.CardNameOf(id), card, cancellationToken);
        }

        return new CachedContent(drawn.Format, drawn.Content.Length + (drawn.Card?.Length ?? 0), received.Sha256, drawn.Width, drawn.Height);
    }

    private Result<CachedContent> Document(ReceivedFile received, byte[] bytes, Guid id, UploadKind kind, Func<ReadOnlyMemory<byte>, string?> summarize)
    {
        if (!UploadedDocument.Format(bytes, kind).TryGet(out var format, out var error))
        {
            return error;
        }

        store.Store(received, id, format);
        return new CachedContent(format, received.Length, received.Sha256, Summary: kind.TakesScans() && format != "pdf" ? summarize(bytes) : null);
    }
}
