using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>
/// Looks at what was received and keeps it under an upload's name, or says why not: pictures are drawn anew, documents
/// are known by their content, and both pass the malware scanner when there is one.
/// </summary>
public sealed class InspectUpload(UploadStore store, IScanForMalware scan) : IDisposable
{
    /// <summary>Bounds the memory: one picture is 64 MiB while it is drawn, a document 10 MiB while it is read.</summary>
    private readonly SemaphoreSlim _looking = new(2);

    /// <param name="summarize">Says in a line what a scanner's file holds; null for what it cannot read.</param>
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
            var saved = kind.IsPicture()
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
