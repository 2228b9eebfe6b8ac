using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Hosting;

internal sealed class SelfTestTable : IEntityTypeConfiguration<SelfTest>
{
    public void Configure(EntityTypeBuilder<SelfTest> builder)
    {
        builder.ToTable("HostingSelfTests");
        builder.Property(test => test.Id).ValueGeneratedNever();
        builder.Property(test => test.RequestedByName).HasMaxLength(200);
        builder.Property(test => test.Engine).HasMaxLength(50);
        builder.Property(test => test.EngineVersion).HasMaxLength(100);
        builder.Property(test => test.Reasons).HasJson();
        builder.Property(test => test.Attempts).HasJson();
        builder.HasIndex(test => test.RequestedAt);
    }
}
