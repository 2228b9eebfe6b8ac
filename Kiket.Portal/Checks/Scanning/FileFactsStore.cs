using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>The facts about one content in a repository. Per repository, so that nothing depends on a stranger's files.</summary>
public sealed class KnownFile
{
    private KnownFile()
    {
    }

    public Guid RepositoryId { get; private set; }

    /// <summary>Git's hash of the content.</summary>
    public string Sha { get; private set; } = "";

    /// <summary>The version of the patterns.</summary>
    public int Version { get; private set; }

    public FileFacts Facts { get; private set; } = FileFacts.None;

    public static KnownFile Of(Guid repositoryId, string sha, FileFacts facts) =>
        new() { RepositoryId = repositoryId, Sha = sha, Version = FileScan.Version, Facts = facts };
}

internal sealed class KnownFileTable : IEntityTypeConfiguration<KnownFile>
{
    public void Configure(EntityTypeBuilder<KnownFile> builder)
    {
        builder.ToTable("KnownFiles");
        builder.HasKey(file => new { file.RepositoryId, file.Sha, file.Version });
        builder.Property(file => file.Sha).HasMaxLength(64);
        builder.Property(file => file.Facts).HasJson();
    }
}

/// <summary>Stores the facts about single files.</summary>
public sealed class FileFactsStore(IDbContextFactory<PortalDb> databases)
{
    /// <summary>All facts about a repository's contents, by their hash.</summary>
    public async Task<IReadOnlyDictionary<string, FileFacts>> LoadAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<KnownFile>().AsNoTracking()
            .Where(file => file.RepositoryId == repositoryId && file.Version == FileScan.Version)
            .ToDictionaryAsync(file => file.Sha, file => file.Facts, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>Two runs may find the same facts at once. Existing rows stay.</summary>
    public async Task SaveAsync(Guid repositoryId, IReadOnlyDictionary<string, FileFacts> found, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var shas = found.Keys.ToList();
        var known = await db.Set<KnownFile>()
            .Where(file => file.RepositoryId == repositoryId && file.Version == FileScan.Version && shas.Contains(file.Sha))
            .Select(file => file.Sha)
            .ToListAsync(cancellationToken);
        db.AddRange(found.Where(file => !file.Value.IsUnread && !known.Contains(file.Key)).Select(file => KnownFile.Of(repositoryId, file.Key, file.Value)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            // Another run has just stored the same facts.
        }
    }
}
