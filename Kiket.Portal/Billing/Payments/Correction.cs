using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Payments;

/// <summary>
/// Moves an amount between two accounts of the ledger where no other rule does it. One operator writes it with a reason, and a second one
/// confirms it, which numbers and posts it.
/// </summary>
public sealed class Correction : VersionedEntity
{
    public const int MaxReason = 300;

    private Correction()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Such as <c>CO-2026-000001</c>; null until it is confirmed.</summary>
    public string? Number { get; private set; }

    public PaymentState State { get; private set; }

    /// <summary>Whose credit or balance moves; null when both accounts are Kiket's own.</summary>
    public Guid? OrganizationId { get; private set; }

    /// <summary>The organization's name when it was written; empty without one.</summary>
    public string Name { get; private set; } = "";

    public LedgerAccount Debit { get; private set; }

    public LedgerAccount Credit { get; private set; }

    /// <summary>Cents, above zero.</summary>
    public long AmountCents { get; private set; }

    public string Currency { get; private set; } = "USD";

    /// <summary>The organization reads it.</summary>
    public string Reason { get; private set; } = "";

    public Guid RecordedBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string RecordedByName { get; private set; } = "";

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>Who confirmed or discarded it.</summary>
    public string? EndedByName { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The organization's account.</summary>
    public LedgerAccount? Owned => CorrectionRules.IsOwned(Debit) ? Debit : CorrectionRules.IsOwned(Credit) ? Credit : null;

    /// <summary>What the organization's credit or balance moves by: below zero when it is lowered.</summary>
    public long OwnedCents => CorrectionRules.IsOwned(Debit) ? -AmountCents : AmountCents;

    internal static Correction Of(
        Guid id, Organization? organization, (LedgerAccount Debit, LedgerAccount Credit) accounts, long cents, string reason, IActor actor,
        DateTimeOffset now) => new()
        {
            Id = id,
            State = PaymentState.Recorded,
            OrganizationId = organization?.Id,
            Name = organization?.Name ?? "",
            Debit = accounts.Debit,
            Credit = accounts.Credit,
            AmountCents = cents,
            Reason = reason,
            RecordedBy = actor.UserId,
            RecordedByName = actor.Name,
            RecordedAt = now,
        };

    internal void Confirm(string number, IActor actor, DateTimeOffset now)
    {
        Number = number;
        End(PaymentState.Confirmed, actor, now);
    }

    internal void Discard(IActor actor, DateTimeOffset now) => End(PaymentState.Discarded, actor, now);

    private void End(PaymentState state, IActor actor, DateTimeOffset now) => (State, EndedByName, EndedAt) = (state, actor.Name, now);
}

/// <summary>Which accounts a correction can move. What an invoice, a dispute or a payout counts is moved by those alone.</summary>
public static class CorrectionRules
{
    /// <summary>In the order of the form.</summary>
    public static IReadOnlyList<LedgerAccount> Accounts { get; } =
    [
        LedgerAccount.CustomerCredit, LedgerAccount.PublisherPayable, LedgerAccount.FeeRevenue, LedgerAccount.HostingRevenue, LedgerAccount.TaxPayable,
        LedgerAccount.WithholdingPayable, LedgerAccount.Cash,
    ];

    /// <summary>An organization's part of it moves.</summary>
    public static bool IsOwned(LedgerAccount account) => account is LedgerAccount.CustomerCredit or LedgerAccount.PublisherPayable;

    public static string Title(LedgerAccount account) => account switch
    {
        LedgerAccount.CustomerCredit => "Credit of a customer",
        LedgerAccount.PublisherPayable => "Balance of a publisher",
        LedgerAccount.FeeRevenue => "Kiket's fees",
        LedgerAccount.HostingRevenue => "Extension Hosting",
        LedgerAccount.TaxPayable => "Tax to be paid",
        LedgerAccount.WithholdingPayable => "Withheld tax to be paid",
        _ => "Money at the bank",
    };

    /// <summary>Such as <c>Credit of a customer goes down, Kiket's fees go up</c>, in the sense of people and not of books.</summary>
    public static string Effect(LedgerAccount debit, LedgerAccount credit) =>
        $"{Title(debit)}: {(debit == LedgerAccount.Cash ? "more" : "less")}. {Title(credit)}: {(credit == LedgerAccount.Cash ? "less" : "more")}.";

    /// <summary>What the organization itself calls it.</summary>
    public static string OwnTitle(LedgerAccount account) => account == LedgerAccount.CustomerCredit ? "Your credit" : "Your balance";
}

/// <summary>A correction has its number and is posted.</summary>
[EventName("correction.confirmed")]
public sealed record CorrectionConfirmed(Guid CorrectionId, Guid OrganizationId) : IEvent
{
    public string Subject => $"correction:{CorrectionId}";
}

internal sealed class CorrectionTable : IEntityTypeConfiguration<Correction>
{
    public void Configure(EntityTypeBuilder<Correction> builder)
    {
        builder.ToTable("Corrections");
        builder.Property(correction => correction.Id).ValueGeneratedNever();
        builder.Property(correction => correction.Number).HasMaxLength(Invoice.MaxNumber);
        builder.Property(correction => correction.Name).HasMaxLength(200);
        builder.Property(correction => correction.Currency).HasMaxLength(3);
        builder.Property(correction => correction.Reason).HasMaxLength(Correction.MaxReason);
        builder.Property(correction => correction.RecordedByName).HasMaxLength(200);
        builder.Property(correction => correction.EndedByName).HasMaxLength(200);
        builder.Ignore(correction => correction.Owned);
        builder.Ignore(correction => correction.OwnedCents);
        builder.HasIndex(correction => correction.Number).IsUnique();
        builder.HasIndex(correction => new { correction.OrganizationId, correction.EndedAt });
        builder.HasIndex(correction => new { correction.State, correction.RecordedAt });
        builder.HasOne<Organization>().WithMany().HasForeignKey(correction => correction.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
