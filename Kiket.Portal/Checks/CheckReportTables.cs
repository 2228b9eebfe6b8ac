using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Checks;

internal sealed class CheckReportTable : IEntityTypeConfiguration<CheckReport>
{
    public void Configure(EntityTypeBuilder<CheckReport> builder)
    {
        builder.ToTable("CheckReports");
        builder.Property(report => report.Id).ValueGeneratedNever();
        builder.Property(report => report.Commit).HasMaxLength(40);
        builder.Property(report => report.BaseUrl).HasMaxLength(2048);
        builder.Property(report => report.Reason).HasMaxLength(1000);
        builder.Ignore(report => report.IsFinished);
        builder.Ignore(report => report.IsStaticFinished);
        builder.Ignore(report => report.OwnFindings);
        builder.HasIndex(report => new { report.RepositoryId, report.Commit }).IsUnique();
        builder.HasIndex(report => new { report.State, report.DueAt });
        builder.HasOne<ExtensionRepository>().WithMany().HasForeignKey(report => report.RepositoryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(report => report.Runs).WithOne().HasForeignKey(run => run.ReportId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(report => report.Runs).UsePropertyAccessMode(PropertyAccessMode.Field).HasField("_runs");
    }
}

internal sealed class CheckRunTable : IEntityTypeConfiguration<CheckRun>
{
    public void Configure(EntityTypeBuilder<CheckRun> builder)
    {
        builder.ToTable("CheckRuns");
        builder.Property(run => run.Id).ValueGeneratedNever();
        builder.Property(run => run.Summary).HasMaxLength(1000);
        builder.Property(run => run.Findings).HasJson();
        builder.Ignore(run => run.IsStatic);
        builder.Ignore(run => run.Took);
        builder.HasIndex(run => new { run.ReportId, run.Kind }).IsUnique();
    }
}

internal sealed class FindingOverrideTable : IEntityTypeConfiguration<FindingOverride>
{
    public void Configure(EntityTypeBuilder<FindingOverride> builder)
    {
        builder.ToTable("FindingOverrides");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Key).HasMaxLength(40);
        builder.Property(entry => entry.RuleId).HasMaxLength(10);
        builder.Property(entry => entry.Path).HasMaxLength(1000);
        builder.Property(entry => entry.Reason).HasMaxLength(FindingOverride.MaxReason);
        builder.Property(entry => entry.ByName).HasMaxLength(200);
        builder.HasIndex(entry => new { entry.RepositoryId, entry.Key }).IsUnique();
        builder.HasOne<ExtensionRepository>().WithMany().HasForeignKey(entry => entry.RepositoryId).OnDelete(DeleteBehavior.Cascade);
    }
}
