using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>What a listing shows now, and what an edit would change of it.</summary>
public sealed record EditedListing(Listing Listing, ListingDetails Shown)
{
    /// <summary>Reviewers of the next version read them, so an edit doesn't show them to anybody.</summary>
    private const string ReviewerNotes = "reviewerNotes";

    /// <summary>The listing of an extension with the details that it shows: a push may have changed words since it was submitted.</summary>
    /// <param name="listing">With its categories.</param>
    public static async Task<EditedListing> OfAsync(PortalDb db, Listing listing, CancellationToken cancellationToken)
    {
        var details = await ShownDetails.OfAsync(db, listing.ReleaseId, cancellationToken);
        return new EditedListing(listing, details with { Name = listing.Name, Summary = listing.Summary, Categories = listing.CategorySlugs });
    }

    /// <summary>The listing, tracked; null when the organization has none.</summary>
    internal static Task<Listing?> FindAsync(PortalDb db, Guid extensionKey, Guid organizationId, CancellationToken cancellationToken) =>
        db.Set<Listing>().Include(listing => listing.Categories).SingleOrDefaultAsync(
            listing => listing.ExtensionKey == extensionKey && listing.OrganizationId == organizationId, cancellationToken);

    /// <summary>The texts that an edit changes; the left one is live.</summary>
    public IReadOnlyList<DetailsChange> Texts(Submission edit) => DetailsChanges.Between(Shown, After(edit));

    /// <summary>Null when the pictures stay.</summary>
    public PictureChange? Pictures(Submission edit)
    {
        var change = new PictureChange(PicturesOf(Listing.Files), PicturesOf(ListingFilesOf.Public(edit)));
        return change.IsIcon || change.AreScreenshots ? change : null;
    }

    /// <summary>What is live, with what the publisher changed since the edit began.</summary>
    public ListingDetails After(Submission edit) => DetailsChanges.Take(
        Shown,
        edit.Details,
        DetailsChanges.Between(edit.Suggested ?? Shown, edit.Details).Select(change => change.Field).Where(field => field != ReviewerNotes));

    private static ListingFiles PicturesOf(ListingFiles files) => files with { Documents = [] };
}
