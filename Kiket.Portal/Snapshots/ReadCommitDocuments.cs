using Kiket.Portal.Documentation;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Snapshots;

/// <param name="Tree">The files of the commit.</param>
/// <param name="Manifest">What it declares is checked in the examples; null when there is none.</param>
public sealed record CommitDocumentsRequest(RepositoryInfo Repository, GitHubToken? Token, RepositoryTree Tree, Manifest? Manifest);

/// <summary>Fetches and renders the documents of a commit.</summary>
public sealed class ReadCommitDocuments(IGitHub gitHub, ReadDocumentation readDocumentation, IOptions<GitHubOptions> options)
{
    private const string ManifestPath = ".kiket/manifest.yaml";

    /// <summary>
    /// The rendered documents. As for the manifest, the whole reading is refused when GitHub is unavailable. Otherwise a
    /// version could be reviewed and released without a tab that was only missing for a minute.
    /// </summary>
    public async Task<Result<DocumentationReading>> RunAsync(CommitDocumentsRequest request, CancellationToken cancellationToken)
    {
        var (tree, manifest) = (request.Tree, request.Manifest);
        var files = tree.Entries.Where(entry => entry.Kind == TreeEntryKind.File).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        Error? passing = null;
        var followed = await new RepositorySymlinks(tree, (link, token) => BlobAsync(link, RepositorySymlinks.MaxTarget, token)).FollowAsync(cancellationToken);
        foreach (var (path, target) in followed.Files)
        {
            files.TryAdd(path, target);
        }

        Task<Result<byte[]>> FetchAsync(string path, long maxBytes, CancellationToken token) => BlobAsync(files[path], maxBytes, token);

        async Task<Result<byte[]>> BlobAsync(TreeEntry entry, long maxBytes, CancellationToken token)
        {
            var blob = await gitHub.GetBlobAsync(request.Repository, entry, maxBytes, request.Token, token);
            passing ??= blob.Error is { Kind: ErrorKind.Unavailable or ErrorKind.TooMany } error ? error : null;
            return blob;
        }

        var source = new DocumentationSource(
            [.. files.Select(file => new SourceFile(file.Key, file.Value.Size))],
            FetchAsync,
            new SourceLocation(options.Value.Web, request.Repository.Owner, request.Repository.Name, tree.Commit),
            manifest?.Id,
            manifest is null ? new HashSet<string>(StringComparer.Ordinal) : DeclaredActions(manifest))
        {
            Icon = Icon(manifest, files.Keys),
            Others = tree.Entries.Where(entry => entry.Kind is TreeEntryKind.Submodule or TreeEntryKind.Symlink)
                .Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal),
            DeadSymlinks = followed.Dead,
        };
        var reading = await readDocumentation.RunAsync(source, cancellationToken);
        return passing is null ? reading : passing;
    }

    /// <summary>
    /// Only a file of the repository, because a picture elsewhere can change after the review. A missing file is already a
    /// finding of the manifest.
    /// </summary>
    internal static SourceIcon? Icon(Manifest? manifest, IReadOnlyCollection<string> files) => manifest?.Icon switch
    {
        null => null,
        { } path when RepositoryPath.IsInside(path) && files.Contains(RepositoryPath.Normalise(path)) => new(RepositoryPath.Normalise(path), ManifestPath),
        _ => null,
    };

    private static HashSet<string> DeclaredActions(Manifest manifest) => manifest.WorkflowActions.Select(action => action.Id)
        .Concat(manifest.Commands.Select(command => command.Id))
        .OfType<string>()
        .ToHashSet(StringComparer.Ordinal);
}
