using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Accounts;

internal sealed class ApiTokenTable : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("api_tokens");
        builder.HasKey(token => token.Id);
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.Property(token => token.Name).HasMaxLength(ApiToken.MaxName);
        builder.Property(token => token.Scopes).HasConversion<int>();
        builder.Property(token => token.Hash).HasMaxLength(64);
        builder.Property(token => token.LastFour).HasMaxLength(4);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(token => token.UserId);
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => token.OrganizationId);
    }
}
