using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Containers;

/// <summary>
/// Reads an archive in the format of <c>docker save</c> before an engine does: an archive can carry any name for its image, and
/// loading it would move that name, such as the edge's, to it.
/// </summary>
internal static class ImageArchive
{
    public const long MaxBytes = 4L * 1024 * 1024 * 1024;

    private const int MaxManifest = 64 * 1024;
    private const int MaxConfig = 1024 * 1024;
    private const int MaxEmpty = 16;
    private const int MaxEntries = 20_000;
    private const string Manifest = "manifest.json";

    /// <summary>Files from which engines take names too, or a second description of the image.</summary>
    private static readonly string[] OtherDescriptions = ["repositories", "index.json", "oci-layout"];

    /// <param name="archive">Seekable.</param>
    /// <returns>The id of the one image in it, or why it is refused.</returns>
    public static async Task<Result<ImageId>> CheckAsync(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(archive, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException or JsonException or ArgumentException)
        {
            return Refuse("The image's archive can't be read.");
        }
    }

    /// <summary>The TCP ports among <c>8080/tcp</c> and the like.</summary>
    public static IReadOnlyList<int> Ports(IEnumerable<string> exposed) =>
    [
        .. exposed.Select(port => port.Split('/'))
            .Where(port => port is [_] or [_, "tcp"])
            .Select(port => int.TryParse(port[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(port => port is > 0 and <= ushort.MaxValue)
            .Distinct(),
    ];

    private static async Task<Result<ImageId>> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        byte[]? manifest = null;
        var configs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var entries = 0;
        await using var reader = new TarReader(archive, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (++entries > MaxEntries)
            {
                return Refuse($"The image's archive has more than {MaxEntries} files.");
            }

            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (OtherDescriptions.Contains(name, StringComparer.Ordinal) && !await IsEmptyAsync(entry, cancellationToken))
            {
                return Refuse($"The image's archive contains {name}, which can name the image. Only {Manifest} may describe it.");
            }

            var isFile = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
            if (name == Manifest)
            {
                if (manifest is not null || !isFile || entry.Length > MaxManifest)
                {
                    return Refuse($"The image's archive must contain {Manifest} once, as a file of at most 64 KiB.");
                }

                manifest = await BytesAsync(entry, cancellationToken);
            }
            else if (isFile && name.EndsWith(".json", StringComparison.Ordinal) && entry.Length <= MaxConfig)
            {
                configs[name] = await BytesAsync(entry, cancellationToken);
            }
        }

        return manifest is null ? Refuse($"The image's archive has no {Manifest}.") : Read(manifest, configs);
    }

    /// <summary>Builders write an empty <c>repositories</c> beside an image without a name.</summary>
    private static async Task<bool> IsEmptyAsync(TarEntry entry, CancellationToken cancellationToken) =>
        entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, Length: <= MaxEmpty, Name: "repositories" }
        && Encoding.UTF8.GetString(await BytesAsync(entry, cancellationToken)).Trim() is "{}" or "null";

    private static Result<ImageId> Read(byte[] manifest, Dictionary<string, byte[]> configs)
    {
        using var document = JsonDocument.Parse(manifest);
        if (document.RootElement is not { ValueKind: JsonValueKind.Array } images || images.GetArrayLength() != 1
            || images[0].ValueKind != JsonValueKind.Object)
        {
            return Refuse("The archive must contain exactly one image.");
        }

        // Engines read keys without regard to case, so a second spelling would count too.
        foreach (var property in images[0].EnumerateObject().Where(property => property.Name.Equals("RepoTags", StringComparison.OrdinalIgnoreCase)))
        {
            if (property.Value.ValueKind != JsonValueKind.Null && !(property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() == 0))
            {
                return Error.Invalid(
                    "foreign_tag", $"The image's archive brings a name of its own ({property.Value.ToString()}). Images are run by id, so it must bring none.");
            }
        }

        return images[0].TryGetProperty("Config", out var config) && config.ValueKind == JsonValueKind.String
            && configs.TryGetValue(config.GetString()!, out var bytes)
                ? new ImageId($"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}")
                : Refuse("The archive doesn't contain the image's configuration.");
    }

    private static async Task<byte[]> BytesAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        if (entry.DataStream is { } data)
        {
            await data.CopyToAsync(bytes, cancellationToken);
        }

        return bytes.ToArray();
    }

    private static Error Refuse(string message) => Error.Invalid("image_archive", message);
}
