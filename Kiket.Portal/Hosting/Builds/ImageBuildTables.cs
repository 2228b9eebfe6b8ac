using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Hosting.Builds;

internal sealed class ImageBuildTable : IEntityTypeConfiguration<ImageBuild>
{
    private const int ShaLength = 64;
    private const int MaxImageId = 80;
    private const int MaxUser = 40;

    public void Configure(EntityTypeBuilder<ImageBuild> builder)
    {
        builder.ToTable("ImageBuilds");
        builder.Property(build => build.Id).ValueGeneratedNever();
        builder.Property(build => build.Commit).HasMaxLength(ShaLength);
        builder.Property(build => build.ImageId).HasMaxLength(MaxImageId);
        builder.Property(build => build.User).HasMaxLength(MaxUser);
        builder.Property(build => build.Bases).HasJson();
        builder.Property(build => build.Failure).HasJson();
        builder.Property(build => build.Findings).HasJson();
        builder.HasIndex(build => new { build.SubmissionId, build.Commit }).IsUnique();
        builder.HasIndex(build => build.ExtensionKey);
        builder.HasIndex(build => new { build.State, build.DueAt });
    }
}

internal sealed class ImageBuildLogTable : IEntityTypeConfiguration<ImageBuildLog>
{
    public void Configure(EntityTypeBuilder<ImageBuildLog> builder)
    {
        builder.ToTable("ImageBuildLogs");
        builder.HasKey(log => log.BuildId);
        builder.Property(log => log.BuildId).ValueGeneratedNever();
        builder.HasOne<ImageBuild>().WithOne().HasForeignKey<ImageBuildLog>(log => log.BuildId).OnDelete(DeleteBehavior.Cascade);
    }
}
