using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Hosting.Builds;

internal sealed class ImageBuildTable : IEntityTypeConfiguration<ImageBuild>
{
    public void Configure(EntityTypeBuilder<ImageBuild> builder)
    {
        builder.ToTable("ImageBuilds");
        builder.Property(build => build.Id).ValueGeneratedNever();
        builder.Property(build => build.Commit).HasMaxLength(64);
        builder.Property(build => build.ImageId).HasMaxLength(80);
        builder.Property(build => build.User).HasMaxLength(64);
        builder.HasIndex(build => build.SubmissionId);
    }
}
