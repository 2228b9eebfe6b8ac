using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Payouts;

internal sealed class PayoutTable : IEntityTypeConfiguration<Payout>
{
    public void Configure(EntityTypeBuilder<Payout> builder)
    {
        builder.ToTable("Payouts");
        builder.Property(payout => payout.Id).ValueGeneratedNever();
        builder.Property(payout => payout.Number).HasMaxLength(Payout.MaxNumber);
        builder.Property(payout => payout.Currency).HasMaxLength(3);
        builder.Property(payout => payout.Note).HasMaxLength(Payout.MaxNote);
        builder.Property(payout => payout.NextNote).HasMaxLength(Payout.MaxNote);
        builder.Property(payout => payout.NextByName).HasMaxLength(200);
        builder.Property(payout => payout.GatewayReference).HasMaxLength(GatewayAccount.MaxReference);
        builder.Ignore(payout => payout.Following);
        builder.HasIndex(payout => payout.Number).IsUnique();
        // One payout for each publisher and month, even when two processes run.
        builder.HasIndex(payout => new { payout.PublisherId, payout.Period }).IsUnique();
        builder.HasIndex(payout => new { payout.State, payout.Number });
        builder.HasOne<Organization>().WithMany().HasForeignKey(payout => payout.PublisherId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PayoutAccountTable : IEntityTypeConfiguration<PayoutAccount>
{
    public void Configure(EntityTypeBuilder<PayoutAccount> builder)
    {
        builder.ToTable("PayoutAccounts");
        builder.HasKey(account => account.OrganizationId);
        builder.Property(account => account.LastFour).HasMaxLength(4);
        builder.Property(account => account.ReadyByName).HasMaxLength(200);
        builder.HasOne<Organization>().WithMany().HasForeignKey(account => account.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class GatewayAccountTable : IEntityTypeConfiguration<GatewayAccount>
{
    public void Configure(EntityTypeBuilder<GatewayAccount> builder)
    {
        builder.ToTable("GatewayAccounts");
        builder.HasKey(account => account.OrganizationId);
        builder.Property(account => account.Reference).HasMaxLength(GatewayAccount.MaxReference);
        builder.HasOne<Organization>().WithMany().HasForeignKey(account => account.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StatementTable : IEntityTypeConfiguration<Statement>
{
    public void Configure(EntityTypeBuilder<Statement> builder)
    {
        builder.ToTable("Statements");
        builder.Property(statement => statement.Id).ValueGeneratedNever();
        builder.Property(statement => statement.Number).HasMaxLength(Statement.MaxNumber);
        builder.Property(statement => statement.PublisherName).HasMaxLength(200);
        builder.Property(statement => statement.Currency).HasMaxLength(3);
        builder.Property(statement => statement.CsvSha256).HasMaxLength(64);
        builder.Ignore(statement => statement.DueCents);
        builder.Ignore(statement => statement.CarriedOutCents);
        builder.HasIndex(statement => statement.Number).IsUnique();
        // One statement for each publisher and month, even when two processes run.
        builder.HasIndex(statement => new { statement.PublisherId, statement.Period }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(statement => statement.PublisherId).OnDelete(DeleteBehavior.Restrict);
    }
}
