using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Snapshots;

/// <summary>Fetches and checks the <c>.kiket/modules/*/schema.yml</c> of a commit, as the command-line client does.</summary>
internal static class ModuleSchemas
{
    /// <summary>The largest real extension has three modules, and every schema needs a call to GitHub.</summary>
    public const int MaxSchemas = 20;

    /// <summary>The findings; a refusal when GitHub is unavailable.</summary>
    public static async Task<Result<IReadOnlyList<Finding>>> CheckAsync(
        IGitHub gitHub, ReadCommitRequest request, RepositoryTree tree, Manifest? manifest, CancellationToken cancellationToken)
    {
        var schemas = tree.Entries
            .Where(entry => entry.Kind == TreeEntryKind.File && ManifestRules.IsModuleSchema(entry.Path))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToList();
        var findings = new List<Finding>();
        if (schemas.Count > MaxSchemas)
        {
            findings.Add(SnapshotRules.TooManySchemas.At(
                $"There are {schemas.Count} module schemas; only the first {MaxSchemas} were checked.", schemas[MaxSchemas].Path));
        }

        var read = schemas.Take(MaxSchemas).Select(async entry =>
            (entry.Path, Blob: await gitHub.GetBlobAsync(request.Repository, entry, ManifestReader.MaxBytes, request.Token, cancellationToken)));
        foreach (var (path, blob) in await Task.WhenAll(read))
        {
            if (blob.TryGet(out var bytes, out var error))
            {
                findings.AddRange(ManifestRules.CheckModuleSchema(bytes, path, manifest));
            }
            else if (error.Code == GitHubErrors.TooLarge)
            {
                findings.Add(FileRules.TooLarge.At(FormattableString.Invariant($"{path} is larger than {ManifestReader.MaxBytes:#,0} bytes."), path));
            }
            else
            {
                return error;
            }
        }

        return findings;
    }
}
