using Kiket.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Listings.Reports;

public enum ReportEntryKind
{
    /// <summary>Somebody works on it.</summary>
    Taken,

    /// <summary>The person no longer works on it.</summary>
    GivenBack,

    /// <summary>A reply to the person who sent it.</summary>
    Replied,
    Handled,
    Reopened,
}

/// <summary>One entry of a report's history.</summary>
public sealed class ReportEntry
{
    private ReportEntry()
    {
    }

    public Guid Id { get; private set; }

    public Guid ReportId { get; private set; }

    public ReportEntryKind Kind { get; private set; }

    public Guid ActorId { get; private set; }

    public string ActorName { get; private set; } = "";

    /// <summary>The reply, or the note of the person who handled it; empty for other entries.</summary>
    public string Text { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    internal static ReportEntry Of(Guid report, ReportEntryKind kind, string text, Actor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ReportId = report,
        Kind = kind,
        ActorId = actor.UserId,
        ActorName = actor.Name,
        Text = text,
        At = now,
    };
}

internal sealed class ReportEntryTable : IEntityTypeConfiguration<ReportEntry>
{
    public void Configure(EntityTypeBuilder<ReportEntry> builder)
    {
        builder.ToTable("listing_report_entries");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.ActorName).HasMaxLength(200);
        builder.Property(entry => entry.Text).HasMaxLength(ListingReport.MaxNote);
        builder.HasIndex(entry => new { entry.ReportId, entry.At });
    }
}
