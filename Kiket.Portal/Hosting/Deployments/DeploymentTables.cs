using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Hosting.Deployments;

internal sealed class DeploymentTable : IEntityTypeConfiguration<Deployment>
{
    public void Configure(EntityTypeBuilder<Deployment> builder)
    {
        builder.ToTable("Deployments");
        builder.HasKey(deployment => deployment.InstallationId);
        builder.Property(deployment => deployment.InstallationId).ValueGeneratedNever();
        builder.Property(deployment => deployment.Reason).HasMaxLength(Deployment.MaxReason);
        builder.Property(deployment => deployment.Suspensions).HasJson();
        builder.Ignore(deployment => deployment.Key);
        builder.Ignore(deployment => deployment.IsWanted);
        builder.Ignore(deployment => deployment.HasPlace);
        // No two have the same network.
        builder.HasIndex(deployment => deployment.NetworkIndex).IsUnique();
        builder.HasIndex(deployment => deployment.State);
        builder.HasIndex(deployment => deployment.ExtensionKey);
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(deployment => deployment.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class GenerationTable : IEntityTypeConfiguration<Generation>
{
    public void Configure(EntityTypeBuilder<Generation> builder)
    {
        builder.ToTable("Generations");
        builder.Property(generation => generation.Id).ValueGeneratedNever();
        builder.Property(generation => generation.ImageId).HasMaxLength(80);
        builder.Property(generation => generation.User).HasMaxLength(64);
        builder.Property(generation => generation.Tier).HasMaxLength(40);
        builder.Property(generation => generation.Cpu).HasPrecision(6, 3);
        builder.Property(generation => generation.Egress).HasJson();
        builder.Property(generation => generation.Problem).HasMaxLength(Generation.MaxProblem);
        builder.Property(generation => generation.LastOutput).HasMaxLength(Generation.MaxLastOutput);
        builder.Ignore(generation => generation.ContainerName);
        builder.Ignore(generation => generation.IsLive);
        builder.HasIndex(generation => new { generation.InstallationId, generation.Number }).IsUnique();
        // One of each that may run: of two processes that switch at once, one wins.
        builder.HasIndex(generation => new { generation.InstallationId, generation.State })
            .IsUnique()
            .HasFilter("\"State\" IN ('Candidate', 'Current')")
            .HasDatabaseName("IX_Generations_Live");
        builder.HasIndex(generation => new { generation.State, generation.DrainUntil });
        builder.HasOne<Deployment>().WithMany().HasForeignKey(generation => generation.InstallationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class HostingPeriodTable : IEntityTypeConfiguration<HostingPeriod>
{
    public void Configure(EntityTypeBuilder<HostingPeriod> builder)
    {
        builder.ToTable("HostingPeriods");
        builder.Property(period => period.Id).ValueGeneratedNever();
        builder.Property(period => period.Tier).HasMaxLength(40);
        builder.HasIndex(period => period.InstallationId)
            .IsUnique()
            .HasFilter("\"To\" IS NULL")
            .HasDatabaseName("IX_HostingPeriods_Open");
        builder.HasIndex(period => new { period.InstallationId, period.From });
        builder.HasOne<Deployment>().WithMany().HasForeignKey(period => period.InstallationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DeploymentRestartTable : IEntityTypeConfiguration<DeploymentRestart>
{
    public void Configure(EntityTypeBuilder<DeploymentRestart> builder)
    {
        builder.ToTable("DeploymentRestarts");
        builder.Property(restart => restart.Id).ValueGeneratedNever();
        builder.Property(restart => restart.Reason).HasMaxLength(Deployment.MaxReason);
        builder.Property(restart => restart.By).HasMaxLength(200);
        builder.HasIndex(restart => new { restart.InstallationId, restart.At });
        builder.HasIndex(restart => restart.ReleaseId);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(restart => restart.InstallationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BlockedCallTable : IEntityTypeConfiguration<BlockedCall>
{
    public void Configure(EntityTypeBuilder<BlockedCall> builder)
    {
        builder.ToTable("BlockedCalls");
        builder.Property(call => call.Id).ValueGeneratedNever();
        builder.Property(call => call.Host).HasMaxLength(BlockedCall.MaxHost);
        builder.Property(call => call.Reason).HasMaxLength(40);
        builder.HasIndex(call => new { call.InstallationId, call.Host, call.Reason }).IsUnique();
        builder.HasOne<Deployment>().WithMany().HasForeignKey(call => call.InstallationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OutputLineTable : IEntityTypeConfiguration<OutputLine>
{
    public void Configure(EntityTypeBuilder<OutputLine> builder)
    {
        builder.ToTable("OutputLines");
        builder.Property(line => line.Text).HasMaxLength(OutputLine.MaxText);
        builder.HasIndex(line => new { line.InstallationId, line.Generation, line.At });
        builder.HasIndex(line => line.At);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(line => line.InstallationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class HostLeaseTable : IEntityTypeConfiguration<HostLease>
{
    public void Configure(EntityTypeBuilder<HostLease> builder)
    {
        builder.ToTable("HostLeases");
        builder.Property(lease => lease.Id).ValueGeneratedNever();
        builder.Property(lease => lease.Problem).HasMaxLength(HostLease.MaxProblem);
    }
}
