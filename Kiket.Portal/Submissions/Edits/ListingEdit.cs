using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>The pictures of a listing before and after an edit that changed them.</summary>
public sealed record PictureChange(ListingFiles Before, ListingFiles After)
{
    public bool IsIcon => Before.Icon?.Id != After.Icon?.Id;

    public bool AreScreenshots => !Before.Screenshots.SequenceEqual(After.Screenshots);
}

/// <summary>
/// What one edit of a listing changed, as it went live. Reviewers look at some of them afterwards; nothing waits for that.
/// </summary>
public sealed class ListingEdit : VersionedEntity
{
    public const int MaxNote = 1000;

    private ListingEdit()
    {
    }

    /// <summary>The same as the id of the <see cref="Submission"/> that it was typed into.</summary>
    public Guid Id { get; private set; }

    public Guid ExtensionKey { get; private set; }

    public Guid OrganizationId { get; private set; }

    public string Registry { get; private set; } = "";

    public string ExtensionId { get; private set; } = "";

    /// <summary>The listing's name after the edit.</summary>
    public string Name { get; private set; } = "";

    public string Version { get; private set; } = "";

    /// <summary>The texts that changed: the left is the one before.</summary>
    public IReadOnlyList<DetailsChange> Texts { get; private set; } = [];

    /// <summary>Null when the pictures stayed.</summary>
    public PictureChange? Pictures { get; private set; }

    public Guid EditedBy { get; private set; }

    public string EditedByName { get; private set; } = "";

    public DateTimeOffset EditedAt { get; private set; }

    public DateTimeOffset? LookedAt { get; private set; }

    public Guid? LookedAtBy { get; private set; }

    public string? LookedAtByName { get; private set; }

    /// <summary>The reviewer's note for the other reviewers.</summary>
    public string? Note { get; private set; }

    /// <summary>What changed, in a few words: <c>Summary, Support e-mail, Screenshots</c>.</summary>
    public string Title => string.Join(", ", (string[])
    [
        .. Texts.Select(text => text.Title),
        .. Pictures is { IsIcon: true } ? ["Icon"] : Array.Empty<string>(),
        .. Pictures is { AreScreenshots: true } ? ["Screenshots"] : Array.Empty<string>(),
    ]);

    internal static ListingEdit Of(
        Submission edit, Listing listing, IReadOnlyList<DetailsChange> texts, PictureChange? pictures, Author author, DateTimeOffset now) => new()
        {
            Id = edit.Id,
            ExtensionKey = listing.ExtensionKey,
            OrganizationId = listing.OrganizationId,
            Registry = listing.Registry,
            ExtensionId = listing.ExtensionId,
            Name = listing.Name,
            Version = listing.Version,
            Texts = texts,
            Pictures = pictures,
            EditedBy = author.Id,
            EditedByName = author.Name,
            EditedAt = now,
        };

    /// <summary>A reviewer has looked at it.</summary>
    public Result LookAt(Guid reviewer, string name, string? note, DateTimeOffset now)
    {
        if (LookedAt is not null)
        {
            return Error.Conflict("edit_looked_at", $"{LookedAtByName} has looked at this already. Reload the page.");
        }

        (LookedAt, LookedAtBy, LookedAtByName, Note) = (now, reviewer, name, note);
        return Result.Success();
    }
}

internal sealed class ListingEditTable : IEntityTypeConfiguration<ListingEdit>
{
    public void Configure(EntityTypeBuilder<ListingEdit> builder)
    {
        builder.ToTable("ListingEdits");
        builder.Property(edit => edit.Id).ValueGeneratedNever();
        builder.Property(edit => edit.Registry).HasMaxLength(64);
        builder.Property(edit => edit.ExtensionId).HasMaxLength(200);
        builder.Property(edit => edit.Name).HasMaxLength(ListingDetails.MaxNameLength);
        builder.Property(edit => edit.Version).HasMaxLength(256);
        builder.Property(edit => edit.Texts).HasJson();
        builder.Property(edit => edit.Pictures).HasJson();
        builder.Property(edit => edit.EditedByName).HasMaxLength(200);
        builder.Property(edit => edit.LookedAtByName).HasMaxLength(200);
        builder.Property(edit => edit.Note).HasMaxLength(ListingEdit.MaxNote);
        builder.Ignore(edit => edit.Title);
        builder.HasIndex(edit => new { edit.ExtensionKey, edit.EditedAt });
        builder.HasIndex(edit => new { edit.Registry, edit.LookedAt, edit.EditedAt });
        builder.HasOne<Extension>().WithMany().HasForeignKey(edit => edit.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(edit => edit.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
