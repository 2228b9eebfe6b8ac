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

    private readonly List<ReportEntry> _entries = [];

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

    /// <summary>Who works on it; null while nobody does.</summary>
    public Guid? OwnerId { get; private set; }

    public string? OwnerName { get; private set; }

    /// <summary>What happened to it, oldest first.</summary>
    public IReadOnlyList<ReportEntry> Entries => _entries;

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
        if (MustBeOpen() is { } error)
        {
            return error;
        }

        (HandledAt, HandledBy, HandledByName, HandledNote) = (now, actor.UserId, actor.Name, note.Length > 0 ? note : null);
        Record(ReportEntryKind.Handled, note, actor, now);
        return Result.Success();
    }

    /// <summary>Somebody works on it now. Taking it over from a colleague is allowed, and is in the history.</summary>
    internal Result Take(Actor actor, DateTimeOffset now)
    {
        if ((MustBeOpen() ?? (OwnerId == actor.UserId ? Error.Conflict("report_owned", "You work on this report already.") : null)) is { } error)
        {
            return error;
        }

        (OwnerId, OwnerName) = (actor.UserId, actor.Name);
        Record(ReportEntryKind.Taken, "", actor, now);
        return Result.Success();
    }

    internal Result GiveBack(Actor actor, DateTimeOffset now)
    {
        var notOwned = OwnerId == actor.UserId ? null : Error.Conflict("report_not_owned", "You don't work on this report. Reload the page.");
        if ((MustBeOpen() ?? notOwned) is { } error)
        {
            return error;
        }

        (OwnerId, OwnerName) = (null, null);
        Record(ReportEntryKind.GivenBack, "", actor, now);
        return Result.Success();
    }

    /// <summary>Records a reply to the person who sent the report.</summary>
    internal void Reply(string text, Actor actor, DateTimeOffset now) => Record(ReportEntryKind.Replied, text, actor, now);

    private void Record(ReportEntryKind kind, string text, Actor actor, DateTimeOffset now) =>
        _entries.Add(ReportEntry.Of(Id, kind, text, actor, now));

    private Error? MustBeOpen() => HandledAt is null
        ? null
        : Error.Conflict("report_handled", $"{HandledByName} has already marked this report as handled. Reload the page to read their note.");

    internal Result Reopen(Actor actor, DateTimeOffset now)
    {
        if (HandledAt is null)
        {
            return Error.Conflict("report_open", "This report is already open.");
        }

        (HandledAt, HandledBy, HandledByName) = (null, null, null);
        Record(ReportEntryKind.Reopened, "", actor, now);
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
        builder.Property(report => report.OwnerName).HasMaxLength(200);
        builder.HasMany(report => report.Entries).WithOne().HasForeignKey(entry => entry.ReportId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(report => report.Entries).UsePropertyAccessMode(PropertyAccessMode.Field).HasField("_entries");
        builder.HasIndex(report => report.CreatedAt);
    }
}
