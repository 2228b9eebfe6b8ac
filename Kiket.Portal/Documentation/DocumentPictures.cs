using System.Collections.Concurrent;
using Kiket.Portal.Files;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>Fetches the pictures that documents show, so that the portal serves them itself.</summary>
public sealed class DocumentPictures(PictureStore store, ForeignPictures foreign)
{
    private const int AtOnce = 4;

    /// <summary>For all pictures of a commit, because sixty dead hosts must not delay a check for minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The served address of each picture, by path in the repository or https address; without those that can't be fetched.</summary>
    /// <param name="asked">Pictures, each with the document that shows it.</param>
    internal async Task<IReadOnlyDictionary<string, ServedPicture>> FetchAsync(
        IReadOnlyList<(string Picture, string Path)> asked, DocumentationSource source, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (asked.Count > DocumentLimits.Pictures)
        {
            findings.Add(DocumentationRules.TooManyPictures.At(
                $"The documents show {asked.Count} pictures; only the first {DocumentLimits.Pictures} are fetched."));
        }

        var sizes = source.Files.DistinctBy(file => file.Path, StringComparer.Ordinal)
            .ToDictionary(file => file.Path, file => file.Size, StringComparer.Ordinal);
        var served = new ConcurrentDictionary<string, ServedPicture>(StringComparer.Ordinal);
        var notes = new ConcurrentBag<Finding>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(asked.Take(DocumentLimits.Pictures), options, async (item, _) =>
        {
            var result = await OneAsync(item.Picture, source, sizes, patience.Token, cancellationToken);
            if (result.TryGet(out var picture, out var error))
            {
                served[item.Picture] = picture;
                if (picture.IsAnimation)
                {
                    notes.Add(DocumentationRules.Animated.At($"The picture {Short(item.Picture)} is animated; its first frame is shown.", item.Path));
                }
            }
            else
            {
                notes.Add(DocumentationRules.MissingPicture.At($"The picture {Short(item.Picture)} isn't shown: {error.Message}", item.Path));
            }
        });
        findings.AddRange(notes.OrderBy(finding => finding.Path, StringComparer.Ordinal).ThenBy(finding => finding.Message, StringComparer.Ordinal));
        return served;
    }

    private async Task<Result<ServedPicture>> OneAsync(
        string picture, DocumentationSource source, Dictionary<string, long> sizes, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await BytesAsync(picture, source, sizes, patience);
            if (!fetched.TryGet(out var bytes, out var error))
            {
                return error;
            }

            if (LargeFile.IsPointer(bytes))
            {
                return Error.Invalid("picture_lfs", "it is stored in Git LFS, and the repository only has a pointer to it. Commit the picture itself.");
            }

            var stored = await store.StoreAsync(bytes, patience);
            return stored.TryGet(out var file, out var refusal) ? new ServedPicture(file.Address, file.Size) { IsAnimation = file.IsAnimation } : refusal;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Unavailable("pictures_slow", "fetching the pictures took too long.");
        }
    }

    private async Task<Result<byte[]>> BytesAsync(
        string picture, DocumentationSource source, Dictionary<string, long> sizes, CancellationToken cancellationToken)
    {
        if (picture.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            return await foreign.FetchAsync(new Uri(picture), cancellationToken);
        }

        if (!sizes.TryGetValue(picture, out var size))
        {
            return Error.NotFound("picture_missing", source.DeadSymlinks.TryGetValue(picture, out var reason)
                ? $"it is a symlink that {reason}."
                : "the repository has no such file.");
        }

        return size > DocumentLimits.PictureBytes
            ? Error.TooLarge("picture_too_large", $"it has {size:N0} bytes; the limit is 5 MiB.")
            : await source.Fetch(picture, DocumentLimits.PictureBytes, cancellationToken);
    }

    private static string Short(string text) => text.Length > 120 ? text[..120] + "…" : text;
}
