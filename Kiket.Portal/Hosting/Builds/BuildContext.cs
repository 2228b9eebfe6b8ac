using System.Formats.Tar;
using System.Text;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>The files of a commit for its build.</summary>
/// <param name="Archive">A tar archive with all files below <see cref="Folder"/>. On disk, and gone when it is disposed.</param>
public sealed record BuildContext(Stream Archive, Dockerfile Dockerfile, IReadOnlyList<Finding> Notes) : IAsyncDisposable
{
    public const string Folder = "context";

    public ValueTask DisposeAsync() => Archive.DisposeAsync();
}

/// <summary>Reads the tree of a commit from GitHub into an archive.</summary>
public sealed class PackContext(IGitHub gitHub)
{
    public const long MaxBytes = 256L * 1024 * 1024;
    public const int MaxEntries = 20_000;

    private const int MaxTarget = 4096;
    private const int MaxPointer = 1024;
    private const int AtOnce = 4;
    private const int MostNotes = 20;

    private static readonly byte[] Pointer = "version https://git-lfs.github.com/spec/v1"u8.ToArray();

    /// <returns>
    /// The context; a refusal of kind <see cref="ErrorKind.Invalid"/> or <see cref="ErrorKind.TooLarge"/> is about the repository, any other about GitHub.
    /// </returns>
    public async Task<Result<BuildContext>> RunAsync(RepositoryInfo repository, string commit, GitHubToken? token, CancellationToken cancellationToken)
    {
        using var lane = GitHubLane.TakeBackground();
        if (!(await gitHub.GetTreeAsync(repository, commit, token, cancellationToken)).TryGet(out var tree, out var error))
        {
            return error;
        }

        if (Refusal(tree) is { } refused)
        {
            return refused;
        }

        var archive = new FileStream(
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName()),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose);
        var packed = await PackAsync(archive, tree, (entry, most) => gitHub.GetBlobAsync(repository, entry, most, token, cancellationToken), cancellationToken);
        if (packed.Succeeded)
        {
            archive.Position = 0;
            return packed;
        }

        await archive.DisposeAsync();
        return packed.Error;
    }

    private static Error? Refusal(RepositoryTree tree)
    {
        var bytes = tree.Entries.Sum(entry => entry.Size);
        return !tree.IsComplete || tree.Entries.Count > MaxEntries
                ? Error.TooLarge("context_entries", $"The repository has more than {MaxEntries:N0} files and folders. Remove what the build doesn't need.")
            : bytes > MaxBytes
                ? Error.TooLarge("context_bytes", $"The repository's files have {bytes / 1024 / 1024} MiB; the limit is {MaxBytes / 1024 / 1024} MiB.")
            : !tree.Entries.Any(entry => entry is { Path: Dockerfile.Path, Kind: TreeEntryKind.File })
                ? Error.Invalid("dockerfile_missing", "The repository has no Dockerfile at its root. Add one for a server that returns 200 for /health.")
            : tree.Entries.First(entry => entry.Path == Dockerfile.Path).Size > Dockerfile.MaxBytes
                ? Error.TooLarge("dockerfile_size", $"The Dockerfile has more than {Dockerfile.MaxBytes / 1024} KiB. Put long scripts into files.")
            : null;
    }

    private static async Task<Result<BuildContext>> PackAsync(
        FileStream archive, RepositoryTree tree, Func<TreeEntry, long, Task<Result<byte[]>>> read, CancellationToken cancellationToken)
    {
        var (notes, dockerfile) = (new List<Finding>(), "");
        await using var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var entries in tree.Entries.Where(entry => IsPath(entry.Path)).Chunk(AtOnce))
        {
            var contents = await Task.WhenAll(entries.Select(async entry => entry.Kind switch
            {
                TreeEntryKind.File => await read(entry, MaxBytes),
                // GitHub gives a symlink's target as the text of its blob.
                TreeEntryKind.Symlink => await read(entry with { Kind = TreeEntryKind.File }, MaxTarget),
                _ => Array.Empty<byte>(),
            }));
            foreach (var (entry, content) in entries.Zip(contents))
            {
                if (!content.TryGet(out var bytes, out var error))
                {
                    return error;
                }

                if (entry.Kind == TreeEntryKind.Symlink && !LeadsInside(entry.Path, Encoding.UTF8.GetString(bytes)))
                {
                    return Error.Invalid("context_link", $"The link {entry.Path} leads out of the repository. Replace it with the file itself.");
                }

                dockerfile = entry.Path == Dockerfile.Path ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : dockerfile;
                if (Note(entry, bytes) is { } note && notes.Count < MostNotes)
                {
                    notes.Add(note);
                }

                await WriteAsync(writer, entry, bytes, cancellationToken);
            }
        }

        var parsed = Dockerfile.Read(dockerfile);
        return new BuildContext(archive, parsed, [.. notes, .. parsed.WithoutDigest()]);
    }

    private static async Task WriteAsync(TarWriter writer, TreeEntry entry, byte[] bytes, CancellationToken cancellationToken)
    {
        var type = entry.Kind switch
        {
            TreeEntryKind.File => TarEntryType.RegularFile,
            TreeEntryKind.Symlink => TarEntryType.SymbolicLink,
            _ => TarEntryType.Directory,
        };
        using var content = new MemoryStream(bytes);
        var packed = new PaxTarEntry(type, $"{BuildContext.Folder}/{entry.Path}")
        {
            Mode = UnixFileMode.UserWrite | (entry.Kind != TreeEntryKind.File || entry.IsExecutable ? Everybody : Everybody & ~Execute),
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (entry.Kind == TreeEntryKind.File)
        {
            packed.DataStream = content;
        }
        else if (entry.Kind == TreeEntryKind.Symlink)
        {
            packed.LinkName = Encoding.UTF8.GetString(bytes);
        }

        await writer.WriteEntryAsync(packed, cancellationToken);
    }

    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead | Execute;

    private static Finding? Note(TreeEntry entry, byte[] bytes) =>
        entry.Kind == TreeEntryKind.Submodule
            ? BuildRules.FileLeftOut.At($"{entry.Path} is a submodule, so its folder is empty in the build.", entry.Path)
        : entry.Kind == TreeEntryKind.File && bytes.Length < MaxPointer && bytes.AsSpan().StartsWith(Pointer)
            ? BuildRules.FileLeftOut.At($"{entry.Path} is a Git LFS pointer, so the build has the pointer instead of the file.", entry.Path)
        : null;

    /// <summary>Git allows no others, but GitHub isn't the only server.</summary>
    private static bool IsPath(string path) =>
        path.Length > 0 && !path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal)
        && !path.Split('/').Any(part => part is "" or "." or "..");

    /// <summary>Going up is allowed at the beginning alone: after a folder that is a link, it would lead elsewhere than it looks.</summary>
    internal static bool LeadsInside(string link, string target)
    {
        if (target.Length == 0 || target.StartsWith('/') || target.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var parts = target.Split('/').Where(part => part is not ("" or ".")).ToList();
        var up = parts.TakeWhile(part => part == "..").Count();
        return up <= link.Count(character => character == '/') && !parts.Skip(up).Contains("..", StringComparer.Ordinal);
    }
}
