using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Snapshots;

internal sealed class CommitSnapshotTable : IEntityTypeConfiguration<CommitSnapshot>
{
    public void Configure(EntityTypeBuilder<CommitSnapshot> builder)
    {
        builder.ToTable("CommitSnapshots");
        builder.Property(snapshot => snapshot.Id).ValueGeneratedNever();
        builder.Property(snapshot => snapshot.Commit).HasMaxLength(40);
        builder.Property(snapshot => snapshot.CommitMessage).HasMaxLength(2000);
        builder.Property(snapshot => snapshot.CommitAuthor).HasMaxLength(200);
        builder.Property(snapshot => snapshot.ManifestPath).HasMaxLength(400);
        builder.Property(snapshot => snapshot.IconAddress).HasMaxLength(200);
        builder.Property(snapshot => snapshot.Manifest).HasJson();
        builder.Property(snapshot => snapshot.Findings).HasJson();
        builder.Property(snapshot => snapshot.Files).HasJson();
        builder.Ignore(snapshot => snapshot.HasErrors);
        builder.Ignore(snapshot => snapshot.ShortCommit);
        builder.HasIndex(snapshot => new { snapshot.RepositoryId, snapshot.Commit });
        builder.HasIndex(snapshot => snapshot.IconAddress);
        builder.HasOne<DocumentSet>().WithMany().HasForeignKey(snapshot => snapshot.DocumentSetId).OnDelete(DeleteBehavior.Restrict);
    }
}
