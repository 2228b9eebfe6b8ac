using System.Formats.Tar;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Containers;

/// <summary>Images, and containers that run to their end.</summary>
public sealed partial class DockerEngine
{
    /// <summary>How long an engine may go on giving the output of a box that has ended.</summary>
    private static readonly TimeSpan MaxWaitForOutput = TimeSpan.FromSeconds(5);

    public async Task<Result<ImageId>> LoadAsync(Stream archive, CancellationToken cancellationToken)
    {
        // The same bytes are checked and loaded, so they are on disk in between.
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        await archive.CopyToAsync(file, cancellationToken);
        if (file.Length > ImageArchive.MaxBytes)
        {
            return Error.TooLarge("image_archive", "The image's archive is larger than 4 GiB.");
        }

        file.Position = 0;
        var check = await ImageArchive.CheckAsync(file, cancellationToken);
        if (!check.Succeeded)
        {
            return check;
        }

        file.Position = 0;
        return await CallAsync(async () =>
        {
            await _client.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, file, new Progress<JSONMessage>(), cancellationToken);
            var found = await _client.Images.InspectImageAsync(check.Value.Value, cancellationToken);
            return (Result<ImageId>)new ImageId(Prefixed(found.ID));
        });
    }

    public string Label => $"{_endpoint.Owner.Key}={_endpoint.Owner.Value}";

    public Task<IReadOnlyList<ImageId>> ImagesAsync(CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var images = await _client.Images.ListImagesAsync(new ImagesListParameters { Filters = Filter("label", Label) }, cancellationToken);
        return (IReadOnlyList<ImageId>)[.. images.Select(image => new ImageId(Prefixed(image.ID))).Distinct()];
    });

    public async Task<BoxResult> RunBoxAsync(BoxSpec box, IProgress<LogLine> output, CancellationToken cancellationToken)
    {
        var name = box.Container.Name;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        limit.CancelAfter(box.Limit);
        var watching = Task.FromResult(false);
        try
        {
            await CallAsync(() => RunAsync(box.Container, limit.Token, box.Input));
            watching = box.MaxBytes is { } most ? BoxSize.WatchAsync(_client, name, most, limit, ended.Token) : watching;
            using var following = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            var printing = PrintAsync(name, output, following.Token, limit.Token);
            var end = await CallAsync(() => _client.Containers.WaitContainerAsync(name, limit.Token));
            following.CancelAfter(MaxWaitForOutput);
            await printing;
            await ended.CancelAsync();
            if (end.StatusCode == 0 && box.Output is { } files)
            {
                await CallAsync(() => ReadFilesAsync(name, files, limit.Token));
            }

            return new BoxResult(end.StatusCode, TimedOut: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await ended.CancelAsync();
            return await watching ? new BoxResult(137, TimedOut: false) { FilledDisk = true } : new BoxResult(137, TimedOut: true);
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
            await RemoveAsync(name, CancellationToken.None);
        }
    }

    public Task<ImageFacts?> DescribeAsync(ImageId image, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        try
        {
            var config = (await _client.Images.InspectImageAsync(image.Value, cancellationToken)).Config;
            return new ImageFacts(ImageArchive.Ports(config?.ExposedPorts?.Keys ?? []), config?.User ?? "");
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    });

    public Task RemoveImageAsync(ImageId image, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        try
        {
            await IgnoreMissingAsync(() => _client.Images.DeleteImageAsync(image.Value, new ImageDeleteParameters { Force = false }, cancellationToken));
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
        {
            // A container runs it.
        }

        return true;
    });

    private async Task<bool> ReadFilesAsync(string name, BoxFiles files, CancellationToken cancellationToken)
    {
        var from = new ContainerPathStatParameters { Path = files.Folder };
        var response = await _client.Containers.GetArchiveFromContainerAsync(name, from, statOnly: false, cancellationToken);
        // Buffered, because the client's stream fails when it is asked for no bytes, as at the end of an entry.
        await using var stream = new BufferedStream(response.Stream ?? Stream.Null, 81920);
        await using var reader = new TarReader(stream);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } content })
            {
                await files.ReadAsync(entry.Name[(entry.Name.LastIndexOf('/') + 1)..], content, cancellationToken);
            }
        }

        return true;
    }

    private Task PrintAsync(string name, IProgress<LogLine> output, CancellationToken following, CancellationToken cancellationToken) =>
        BoxOutput.PrintAsync(
            follow => LinesAsync(name, DateTimeOffset.UnixEpoch, follow, follow ? following : cancellationToken), output, cancellationToken);
}
