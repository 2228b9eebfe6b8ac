using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Ledger;

internal sealed class JournalEntryTable : IEntityTypeConfiguration<JournalEntry>
{
    public const string Name = "JournalEntries";

    public void Configure(EntityTypeBuilder<JournalEntry> builder)
    {
        builder.ToTable(Name);
        builder.HasKey(entry => entry.Seq);
        builder.Property(entry => entry.Seq).ValueGeneratedNever();
        builder.Property(entry => entry.Reference).HasMaxLength(JournalEntry.MaxReference);
        builder.Property(entry => entry.IdempotencyKey).HasMaxLength(JournalEntry.MaxKey);
        // Of two that post the same, one wins.
        builder.HasIndex(entry => entry.IdempotencyKey).IsUnique();
        builder.HasIndex(entry => entry.PostedAt);
    }
}

internal sealed class PostingTable : IEntityTypeConfiguration<Posting>
{
    public const string Name = "Postings";

    public void Configure(EntityTypeBuilder<Posting> builder)
    {
        builder.ToTable(Name, table => table.HasCheckConstraint("CK_Postings_Amount", "\"Amount\" <> 0"));
        builder.HasKey(posting => new { posting.Seq, posting.Place });
        builder.Property(posting => posting.Currency).HasMaxLength(3);
        builder.HasIndex(posting => new { posting.OrganizationId, posting.Account, posting.Seq });
        builder.HasOne<JournalEntry>().WithMany().HasForeignKey(posting => posting.Seq).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BillingCounterTable : IEntityTypeConfiguration<BillingCounter>
{
    public void Configure(EntityTypeBuilder<BillingCounter> builder)
    {
        builder.ToTable("BillingCounters");
        builder.HasKey(counter => counter.Name);
        builder.Property(counter => counter.Name).HasMaxLength(40);
        builder.Property(counter => counter.Value).IsConcurrencyToken();
    }
}

internal sealed class ShareAgreementTable : IEntityTypeConfiguration<ShareAgreement>
{
    public const string Name = "ShareAgreements";

    public void Configure(EntityTypeBuilder<ShareAgreement> builder)
    {
        builder.ToTable(Name);
        builder.Property(agreement => agreement.Id).ValueGeneratedNever();
        builder.Property(agreement => agreement.AgreedByName).HasMaxLength(200);
        builder.HasIndex(agreement => new { agreement.OrganizationId, agreement.FromDay }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(agreement => agreement.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
