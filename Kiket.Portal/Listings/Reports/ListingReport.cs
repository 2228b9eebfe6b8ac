using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Listings.Reports;

/// <summary>What a reader thinks is wrong with a listing.</summary>
public enum ReportReason
{
    Security,
    Misleading,
    Broken,
    Other,
}

/// <summary>One report about a listing, as it was sent. It doesn't contain the sender's network address.</summary>
public sealed class ListingReport : VersionedEntity
{
    public const int MaxText = 1000;
    public const int MaxContact = 200;
    public const int MaxNote = 1000;

    private ListingReport()
    {
    }

    public Guid Id { get; private set; }

    public string ExtensionId { get; private set; } = "";

    public string NormalizedId { get; private set; } = "";

    /// <summary>The listing's name when it was reported.</summary>
    public string ListingName { get; private set; } = "";

    public ReportReason Reason { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>Where to send a reply; empty when the sender doesn't want one.</summary>
    public string Contact { get; private set; } = "";

    /// <summary>Only for counting, and doesn't identify anyone. See <see cref="ReportSender"/>.</summary>
    public string SenderKey { get; private set; } = "";

    /// <summary>The person, when they were signed in.</summary>
    public Guid? ReportedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? HandledAt { get; private set; }

    public Guid? HandledBy { get; private set; }

    public string? HandledByName { get; private set; }

    /// <summary>What was done about it; only for operators.</summary>
    public string? HandledNote { get; private set; }

    internal static ListingReport Of(
        Listing listing, ReportReason reason, string text, string contact, string senderKey, Guid? person, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            ExtensionId = listing.ExtensionId,
            NormalizedId = listing.NormalizedId,
            ListingName = listing.Name,
            Reason = reason,
            Text = text,
            Contact = contact,
            SenderKey = senderKey,
            ReportedBy = person,
            CreatedAt = now,
        };

    internal Result Handle(string note, Actor actor, DateTimeOffset now)
    {
        if (HandledAt is not null)
        {
            return Error.Conflict("report_handled", $"{HandledByName} has already marked this report as handled. Reload the page to read their note.");
        }

        (HandledAt, HandledBy, HandledByName, HandledNote) = (now, actor.UserId, actor.Name, note.Length > 0 ? note : null);
        return Result.Success();
    }

    internal Result Reopen()
    {
        if (HandledAt is null)
        {
            return Error.Conflict("report_open", "This report is already open.");
        }

        (HandledAt, HandledBy, HandledByName) = (null, null, null);
        return Result.Success();
    }
}

internal sealed class ListingReportTable : IEntityTypeConfiguration<ListingReport>
{
    public void Configure(EntityTypeBuilder<ListingReport> builder)
    {
        builder.ToTable("listing_reports");
        builder.Property(report => report.Id).ValueGeneratedNever();
        builder.Property(report => report.ExtensionId).HasMaxLength(200);
        builder.Property(report => report.NormalizedId).HasMaxLength(200);
        builder.Property(report => report.ListingName).HasMaxLength(ListingDetails.MaxNameLength);
        builder.Property(report => report.Text).HasMaxLength(ListingReport.MaxText);
        builder.Property(report => report.Contact).HasMaxLength(ListingReport.MaxContact);
        builder.Property(report => report.SenderKey).HasMaxLength(64);
        builder.Property(report => report.HandledByName).HasMaxLength(200);
        builder.Property(report => report.HandledNote).HasMaxLength(ListingReport.MaxNote);
        builder.HasIndex(report => new { report.SenderKey, report.CreatedAt });
        builder.HasIndex(report => new { report.ReportedBy, report.CreatedAt });
        builder.HasIndex(report => new { report.NormalizedId, report.HandledAt });
        builder.HasIndex(report => report.CreatedAt);
    }
}
