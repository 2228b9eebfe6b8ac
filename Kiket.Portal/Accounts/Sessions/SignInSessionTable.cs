using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Accounts.Sessions;

internal sealed class SignInSessionTable : IEntityTypeConfiguration<SignInSession>
{
    public void Configure(EntityTypeBuilder<SignInSession> builder)
    {
        builder.ToTable("sign_in_sessions");
        builder.HasKey(session => session.Id);
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.Property(session => session.Stamp).HasMaxLength(64);
        builder.Property(session => session.Method).HasMaxLength(SignInSession.MaxMethod);
        builder.Property(session => session.Address).HasMaxLength(SignInSession.MaxAddress);
        builder.Property(session => session.UserAgent).HasMaxLength(SignInSession.MaxUserAgent);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(session => session.UserId);
        builder.HasIndex(session => session.UserId);
        builder.HasIndex(session => session.ExpiresAt);
    }
}
