using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Policies;

internal sealed class ReviewSettingsTable : IEntityTypeConfiguration<ReviewSettings>
{
    public void Configure(EntityTypeBuilder<ReviewSettings> builder)
    {
        builder.ToTable("ReviewSettings");
        builder.Property(settings => settings.Id).ValueGeneratedNever();
        builder.Property(settings => settings.SensitiveScopes).HasJson();
        builder.Property(settings => settings.ChangedByName).HasMaxLength(200);
    }
}
