using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Finds listings of other publishers that a submission could be taken for: the same name in another alphabet, or an id that
/// differs only by hyphens, underscores or letters that look alike. Reviewers are told; two honest names may be alike.
/// </summary>
public static class FindLookalikes
{
    /// <summary>More than a few say nothing new.</summary>
    private const int Most = 3;

    public static async Task<IReadOnlyList<string>> OfAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var (name, id) = (Look(submission.Details.Name), Look(submission.ExtensionId ?? ""));
        var found = new List<string>();
        var others = db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == submission.Registry && listing.ExtensionKey != submission.ExtensionKey)
            .OrderBy(listing => listing.Id)
            .Select(listing => new { listing.Name, listing.ExtensionId, listing.PublisherName, listing.OrganizationId });
        await foreach (var other in others.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var isSameId = id.Length > 0 && Look(other.ExtensionId) == id;
            if (isSameId || (other.OrganizationId != submission.OrganizationId && name.Length > 0 && Look(other.Name) == name))
            {
                found.Add($"{other.Name} ({other.ExtensionId}) of {other.PublisherName}");
                if (found.Count == Most)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>What a name looks like to somebody who doesn't read letter by letter: without spaces and signs.</summary>
    public static string Look(string name) =>
        string.Concat(Lookalikes.Skeleton(name).EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(rune => rune.ToString()));
}
