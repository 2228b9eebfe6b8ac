using System.Runtime.CompilerServices;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Finds listings, and submissions that aren't listed yet, that a submission could be taken for: the same name in another alphabet, or an id that
/// differs only by hyphens, underscores or letters that look alike. Reviewers are told; two honest names may be alike.
/// </summary>
public static class FindLookalikes
{
    /// <summary>More than a few say nothing new.</summary>
    private const int Most = 3;

    public static Task<IReadOnlyList<string>> OfAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        OfAsync(db, submission, Look(submission.ExtensionId ?? ""), cancellationToken);

    /// <summary>Only by the name: the id is known and stays.</summary>
    internal static Task<IReadOnlyList<string>> OfNameAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        OfAsync(db, submission, id: "", cancellationToken);

    private static async Task<IReadOnlyList<string>> OfAsync(PortalDb db, Submission submission, string id, CancellationToken cancellationToken)
    {
        var name = Look(submission.Details.Name);
        var found = new List<string>();
        await foreach (var other in OthersAsync(db, submission, cancellationToken))
        {
            var isSameId = id.Length > 0 && Look(other.ExtensionId) == id;
            if (isSameId || (other.OrganizationId != submission.OrganizationId && name.Length > 0 && Look(other.Name) == name))
            {
                found.Add($"{other.Name} ({other.ExtensionId}) of {other.PublisherName}{(other.IsListed ? "" : ", which is in review")}");
                if (found.Count == Most)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>What is listed, then what waits to be: two look-alikes may arrive on the same day.</summary>
    private static async IAsyncEnumerable<Other> OthersAsync(PortalDb db, Submission submission, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listed = db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == submission.Registry && listing.ExtensionKey != submission.ExtensionKey)
            .OrderBy(listing => listing.Id)
            .Select(listing => new Other(listing.Name, listing.ExtensionId, listing.PublisherName, listing.OrganizationId, true));
        await foreach (var other in listed.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return other;
        }

        var own = Extension.Normalize(submission.ExtensionId ?? "");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting =
            from other in db.Set<Submission>().AsNoTracking()
            where other.Registry == submission.Registry
                && other.Id != submission.Id
                && other.DeletedAt == null
                && (other.State == SubmissionState.InReview || other.State == SubmissionState.ChangesRequested)
                && !db.Set<Listing>().Any(listing => listing.ExtensionKey == other.ExtensionKey)
            join organization in db.Set<Organization>() on other.OrganizationId equals organization.Id
            orderby other.SubmittedAt
            select new { other.Details, other.ExtensionId, organization.Name, other.OrganizationId };
        await foreach (var other in waiting.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var id = other.ExtensionId ?? "";
            if (Extension.Normalize(id) != own && seen.Add(id))
            {
                yield return new Other(other.Details.Name, id, other.Name, other.OrganizationId, false);
            }
        }
    }

    /// <summary>What a name looks like to somebody who doesn't read letter by letter: without spaces and signs.</summary>
    public static string Look(string name) =>
        string.Concat(Lookalikes.Skeleton(name).EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(rune => rune.ToString()));

    private sealed record Other(string Name, string ExtensionId, string PublisherName, Guid OrganizationId, bool IsListed);
}
