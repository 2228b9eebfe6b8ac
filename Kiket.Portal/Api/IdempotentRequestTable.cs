using Kiket.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Api;

internal sealed class IdempotentRequestTable : IEntityTypeConfiguration<IdempotentRequest>
{
    public void Configure(EntityTypeBuilder<IdempotentRequest> builder)
    {
        builder.ToTable("IdempotentRequests");
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.Property(request => request.Key).HasMaxLength(IdempotentRequest.MaxKeyLength);
        builder.Property(request => request.Fingerprint).HasMaxLength(64);
        builder.HasIndex(request => new { request.TokenId, request.Key }).IsUnique();
        builder.HasIndex(request => request.CreatedAt);
        builder.HasOne<ApiToken>().WithMany().HasForeignKey(request => request.TokenId).OnDelete(DeleteBehavior.Cascade);
    }
}
