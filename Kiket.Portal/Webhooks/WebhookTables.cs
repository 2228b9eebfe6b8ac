using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Webhooks;

internal sealed class WebhookDeliveryTable : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.Property(delivery => delivery.Id).ValueGeneratedNever();
        builder.Property(delivery => delivery.DeliveryId).HasMaxLength(WebhookDelivery.MaxDeliveryId);
        builder.Property(delivery => delivery.Event).HasMaxLength(WebhookDelivery.MaxEvent);
        builder.Property(delivery => delivery.Reference).HasMaxLength(WebhookDelivery.MaxReference);
        builder.Property(delivery => delivery.Commit).HasMaxLength(ExtensionRepository.MaxCommit);
        builder.Property(delivery => delivery.Before).HasMaxLength(ExtensionRepository.MaxCommit);
        builder.Property(delivery => delivery.Sender).HasMaxLength(WebhookDelivery.MaxSender);
        builder.Property(delivery => delivery.Effect).HasMaxLength(WebhookDelivery.MaxEffect);
        builder.Ignore(delivery => delivery.IsEnded);
        builder.HasIndex(delivery => delivery.DeliveryId).IsUnique();
        builder.HasIndex(delivery => new { delivery.RepositoryId, delivery.ReceivedAt });
        builder.HasIndex(delivery => new { delivery.RepositoryId, delivery.State });
        builder.HasOne<ExtensionRepository>().WithMany().HasForeignKey(delivery => delivery.RepositoryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<WebhookPayload>().WithOne().HasForeignKey<WebhookPayload>(payload => payload.Id).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WebhookPayloadTable : IEntityTypeConfiguration<WebhookPayload>
{
    public void Configure(EntityTypeBuilder<WebhookPayload> builder)
    {
        builder.ToTable("WebhookPayloads");
        builder.Property(payload => payload.Id).ValueGeneratedNever();
        builder.HasIndex(payload => payload.ReceivedAt);
    }
}

internal sealed class RepositorySyncTable : IEntityTypeConfiguration<RepositorySync>
{
    public void Configure(EntityTypeBuilder<RepositorySync> builder)
    {
        builder.ToTable("RepositorySyncs");
        builder.HasKey(sync => sync.RepositoryId);
        builder.Property(sync => sync.RepositoryId).ValueGeneratedNever();
        builder.Property(sync => sync.AskedBy).HasMaxLength(RepositorySync.MaxName);
        builder.Property(sync => sync.Reason).HasMaxLength(RepositorySync.MaxReason);
        builder.HasIndex(sync => new { sync.State, sync.DueAt });
        builder.HasIndex(sync => sync.CheckAt);
        builder.HasOne<ExtensionRepository>().WithOne().HasForeignKey<RepositorySync>(sync => sync.RepositoryId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RepositoryValidationTable : IEntityTypeConfiguration<RepositoryValidation>
{
    public void Configure(EntityTypeBuilder<RepositoryValidation> builder)
    {
        builder.ToTable("RepositoryValidations");
        builder.Property(validation => validation.Id).ValueGeneratedNever();
        builder.Property(validation => validation.Commit).HasMaxLength(ExtensionRepository.MaxCommit);
        builder.Property(validation => validation.ExtensionId).HasMaxLength(200);
        builder.Property(validation => validation.Version).HasMaxLength(256);
        builder.Property(validation => validation.AskedBy).HasMaxLength(RepositorySync.MaxName);
        builder.Property(validation => validation.Effect).HasMaxLength(RepositoryValidation.MaxEffect);
        builder.Property(validation => validation.Findings).HasJson();
        builder.HasIndex(validation => new { validation.RepositoryId, validation.At });
        builder.HasOne<ExtensionRepository>().WithMany().HasForeignKey(validation => validation.RepositoryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(validation => validation.SnapshotId).OnDelete(DeleteBehavior.SetNull);
    }
}
