using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Installations.Calls;

internal sealed class CallAttemptTable : IEntityTypeConfiguration<CallAttempt>
{
    public void Configure(EntityTypeBuilder<CallAttempt> builder)
    {
        builder.ToTable("CallAttempts");
        builder.Property(attempt => attempt.Id).ValueGeneratedNever();
        builder.Property(attempt => attempt.Event).HasMaxLength(CallAttempt.MaxEvent);
        builder.Property(attempt => attempt.Address).HasMaxLength(CallAttempt.MaxAddress);
        builder.Property(attempt => attempt.Message).HasMaxLength(ReadAnswer.MaxMessage);
        builder.HasIndex(attempt => new { attempt.Installation, attempt.At });
        builder.HasIndex(attempt => attempt.Invocation);
        builder.HasIndex(attempt => attempt.At);
    }
}

internal sealed class RuntimeKeyTable : IEntityTypeConfiguration<RuntimeKey>
{
    public void Configure(EntityTypeBuilder<RuntimeKey> builder)
    {
        builder.ToTable("RuntimeKeys");
        builder.HasKey(key => key.Number);
        builder.Property(key => key.Number).ValueGeneratedNever();
        builder.Property(key => key.X).HasMaxLength(RuntimeKey.MaxCoordinate);
        builder.Property(key => key.Y).HasMaxLength(RuntimeKey.MaxCoordinate);
    }
}
