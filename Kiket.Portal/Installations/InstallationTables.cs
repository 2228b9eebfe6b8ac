using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Installations;

internal sealed class InstallationTable : IEntityTypeConfiguration<Installation>
{
    public void Configure(EntityTypeBuilder<Installation> builder)
    {
        builder.ToTable("Installations");
        builder.HasKey(installation => installation.Number);
        builder.HasAlternateKey(installation => installation.Id);
        builder.Property(installation => installation.Id).ValueGeneratedNever();
        builder.Property(installation => installation.Policy).HasJson();
        builder.Property(installation => installation.Previous).HasJson();
        builder.Property(installation => installation.Publisher).HasJson();
        builder.Property(installation => installation.Departure).HasJson();
        builder.Property(installation => installation.OutputFields).HasJson();
        builder.Property(installation => installation.InstalledByName).HasMaxLength(200);
        builder.Ignore(installation => installation.Current);
        builder.Ignore(installation => installation.IsGone);
        builder.Ignore(installation => installation.RollbackUntil);
        // Of two that install the same extension at the same time, one wins.
        builder.HasIndex(installation => new { installation.OrganizationId, installation.ExtensionKey })
            .IsUnique()
            .HasFilter("\"State\" <> 'Uninstalled'");
        builder.HasIndex(installation => new { installation.ExtensionKey, installation.State });
        builder.HasIndex(installation => installation.ReleaseId);
        // Those to decide about, read in parts.
        builder.HasIndex(installation => new { installation.DecideAt, installation.Number }).HasFilter("\"DecideAt\" IS NOT NULL");
        builder.HasIndex(installation => installation.DataUntil);
        builder.HasIndex(installation => installation.RemindAt);
        builder.HasOne<Organization>().WithMany().HasForeignKey(installation => installation.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(installation => installation.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Release>().WithMany().HasForeignKey(installation => installation.ReleaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(installation => installation.OfferId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InstallationOperationTable : IEntityTypeConfiguration<InstallationOperation>
{
    public void Configure(EntityTypeBuilder<InstallationOperation> builder)
    {
        builder.ToTable("InstallationOperations");
        builder.Property(operation => operation.Id).ValueGeneratedNever();
        builder.Property(operation => operation.From).HasJson();
        builder.Property(operation => operation.To).HasJson();
        builder.Property(operation => operation.Reached).HasJson();
        builder.Property(operation => operation.RequestedByName).HasMaxLength(200);
        builder.Property(operation => operation.ErrorCode).HasMaxLength(80);
        builder.Property(operation => operation.ErrorMessage).HasMaxLength(InstallationOperation.MaxMessage);
        builder.Property(operation => operation.Warning).HasMaxLength(InstallationOperation.MaxMessage);
        builder.Ignore(operation => operation.IsOpen);
        builder.Ignore(operation => operation.CanBeCancelled);
        builder.Ignore(operation => operation.IsAutomatic);
        builder.Ignore(operation => operation.Requester);
        // One queued or running operation for each installation.
        builder.HasIndex(operation => operation.InstallationId)
            .IsUnique()
            .HasFilter("\"State\" IN ('Queued', 'Running')")
            .HasDatabaseName("IX_InstallationOperations_Open");
        builder.HasIndex(operation => new { operation.InstallationId, operation.CreatedAt });
        builder.HasIndex(operation => new { operation.State, operation.DueAt });
        // How the operations with one release end.
        builder.HasIndex(operation => new { operation.TargetReleaseId, operation.FinishedAt });
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(operation => operation.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InstallationConsentTable : IEntityTypeConfiguration<InstallationConsent>
{
    public void Configure(EntityTypeBuilder<InstallationConsent> builder)
    {
        builder.ToTable("InstallationConsents");
        builder.Property(consent => consent.Id).ValueGeneratedNever();
        builder.Property(consent => consent.Hash).HasMaxLength(64);
        builder.Property(consent => consent.PersonName).HasMaxLength(200);
        builder.HasIndex(consent => new { consent.InstallationId, consent.At });
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(consent => consent.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(consent => consent.OfferId).OnDelete(DeleteBehavior.Restrict);
        foreach (var property in builder.Metadata.GetProperties().Where(property => !property.IsPrimaryKey()))
        {
            // Billing and hosting rely on what a person agreed to, so saving a changed consent throws.
            property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
        }
    }
}

internal sealed class UpgradeDueTable : IEntityTypeConfiguration<UpgradeDue>
{
    public void Configure(EntityTypeBuilder<UpgradeDue> builder)
    {
        builder.ToTable("UpgradesDue");
        builder.HasIndex(due => new { due.InstallationId, due.ReleaseId }).IsUnique();
        builder.HasIndex(due => new { due.OperationId, due.Id });
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(due => due.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Release>().WithMany().HasForeignKey(due => due.ReleaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InstallationRequestTable : IEntityTypeConfiguration<InstallationRequest>
{
    public void Configure(EntityTypeBuilder<InstallationRequest> builder)
    {
        builder.ToTable("InstallationRequests");
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.Property(request => request.Reason).HasMaxLength(InstallationRequest.MaxReason);
        // Of two clicks at once, one asks.
        builder.HasIndex(request => new { request.OrganizationId, request.ExtensionKey, request.PersonId })
            .IsUnique()
            .HasFilter("\"State\" = 'Waiting'");
        builder.HasIndex(request => new { request.OrganizationId, request.State, request.At });
        builder.HasOne<Organization>().WithMany().HasForeignKey(request => request.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(request => request.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}
