using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Extensions;

internal sealed class ExtensionTable : IEntityTypeConfiguration<Extension>
{
    public void Configure(EntityTypeBuilder<Extension> builder)
    {
        builder.ToTable("Extensions");
        builder.Property(extension => extension.Id).ValueGeneratedNever();
        builder.Property(extension => extension.Registry).HasMaxLength(64);
        builder.Property(extension => extension.ExtensionId).HasMaxLength(200);
        builder.Property(extension => extension.NormalizedId).HasMaxLength(200);
        builder.HasIndex(extension => new { extension.Registry, extension.NormalizedId }).IsUnique();
        builder.Ignore(extension => extension.IsOwned);
        builder.HasIndex(extension => extension.OrganizationId);
        builder.HasOne<Organization>().WithMany().HasForeignKey(extension => extension.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExtensionRepository>().WithMany().HasForeignKey(extension => extension.RepositoryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(extension => extension.Numbered).WithOne()
            .HasForeignKey<ExtensionNumber>(number => number.ExtensionKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ExtensionNumberTable : IEntityTypeConfiguration<ExtensionNumber>
{
    public void Configure(EntityTypeBuilder<ExtensionNumber> builder)
    {
        builder.ToTable("ExtensionNumbers");
        builder.HasKey(number => number.Number);
    }
}

internal sealed class ExtensionRepositoryTable : IEntityTypeConfiguration<ExtensionRepository>
{
    public void Configure(EntityTypeBuilder<ExtensionRepository> builder)
    {
        builder.ToTable("ExtensionRepositories");
        builder.Property(repository => repository.Id).ValueGeneratedNever();
        builder.Property(repository => repository.Owner).HasMaxLength(100);
        builder.Property(repository => repository.Name).HasMaxLength(100);
        builder.Property(repository => repository.NormalizedName).HasMaxLength(201);
        builder.HasIndex(repository => new { repository.OrganizationId, repository.NormalizedName });
        builder.Property(repository => repository.DefaultBranch).HasMaxLength(255);
        builder.Property(repository => repository.TokenLastFour).HasMaxLength(4);
        builder.Property(repository => repository.VerificationCode).HasMaxLength(32);
        builder.Property(repository => repository.FormerNames).HasJson();
        builder.Property(repository => repository.WebhookSecretLastFour).HasMaxLength(4);
        builder.Property(repository => repository.TrackedReference).HasMaxLength(255);
        builder.Property(repository => repository.HeadCommit).HasMaxLength(ExtensionRepository.MaxCommit);
        builder.Property(repository => repository.TroubleText).HasMaxLength(ExtensionRepository.MaxTroubleText);
        builder.Ignore(repository => repository.Tracked);
        builder.Ignore(repository => repository.HasCurrentHook);
        // A push names its repository by this number; several organizations may have connected it.
        builder.HasIndex(repository => repository.GitHubId);
        builder.Ignore(repository => repository.FullName);
        builder.Ignore(repository => repository.VerificationFile);
        builder.HasIndex(repository => new { repository.OrganizationId, repository.GitHubId }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(repository => repository.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
