using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Organizations;

internal sealed class OrganizationTable : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        builder.HasKey(organization => organization.Id);
        builder.Property(organization => organization.Id).ValueGeneratedNever();
        builder.Property(organization => organization.Slug).HasMaxLength(OrganizationSlug.MaxLength);
        builder.Property(organization => organization.Name).HasMaxLength(Organization.MaxName);
        builder.Property(organization => organization.Website).HasMaxLength(WebLink.MaxLength);
        builder.Property(organization => organization.DeletionByName).HasMaxLength(200);
        builder.Property(organization => organization.SuspendedFor).HasMaxLength(Organization.MaxSuspensionReason);
        builder.HasIndex(organization => organization.Slug).IsUnique();
        builder.HasIndex(organization => organization.DeletesAt);
        builder.HasOne(organization => organization.Numbered).WithOne()
            .HasForeignKey<OrganizationNumber>(number => number.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OrganizationNumberTable : IEntityTypeConfiguration<OrganizationNumber>
{
    public void Configure(EntityTypeBuilder<OrganizationNumber> builder)
    {
        builder.ToTable("organization_numbers");
        builder.HasKey(number => number.Number);
    }
}

internal sealed class PublisherAgreementTable : IEntityTypeConfiguration<PublisherAgreement>
{
    public void Configure(EntityTypeBuilder<PublisherAgreement> builder)
    {
        builder.ToTable("publisher_agreements");
        builder.HasKey(agreement => new { agreement.OrganizationId, agreement.Version });
        builder.Property(agreement => agreement.Version).HasMaxLength(20);
        builder.Property(agreement => agreement.AcceptedByName).HasMaxLength(200);
        builder.HasOne<Organization>().WithMany().HasForeignKey(agreement => agreement.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("memberships");
        builder.HasKey(membership => new { membership.OrganizationId, membership.UserId });
        builder.HasOne<Organization>().WithMany().HasForeignKey(membership => membership.OrganizationId);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(membership => membership.UserId);
        builder.HasIndex(membership => membership.UserId);
    }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.HasKey(invitation => invitation.Id);
        builder.Property(invitation => invitation.Id).ValueGeneratedNever();
        builder.Property(invitation => invitation.Email).HasMaxLength(256);
        builder.Property(invitation => invitation.TokenHash).HasMaxLength(64);
        builder.HasOne<Organization>().WithMany().HasForeignKey(invitation => invitation.OrganizationId);
        builder.Property(invitation => invitation.Receiver).HasMaxLength(EmailAddress.MaxLength);
        builder.Ignore(invitation => invitation.NeededRole);
        builder.HasIndex(invitation => invitation.TokenHash).IsUnique();
        // What the limits count.
        builder.HasIndex(invitation => new { invitation.Receiver, invitation.CreatedAt });
        builder.HasIndex(invitation => new { invitation.InvitedBy, invitation.CreatedAt });
        builder.HasIndex(invitation => new { invitation.OrganizationId, invitation.CreatedAt });
        builder.HasIndex(invitation => new { invitation.OrganizationId, invitation.Email });
    }
}
