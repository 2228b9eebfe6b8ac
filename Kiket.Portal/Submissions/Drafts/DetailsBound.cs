using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>
/// The limits of listing details in any state. Drafts are saved unfinished, so the rules of each field do not protect the
/// database; these limits do, whoever sends the details.
/// </summary>
public static class DetailsBound
{
    /// <summary>A text cannot be saved; the details name each field.</summary>
    public const string TextRefused = "listing_text_refused";

    /// <summary>Measured in stored form; more than any real form needs.</summary>
    private const int MaxBytes = 64 * 1024;

    public static Error? Problem(ListingDetails details)
    {
        if (JsonSerializer.SerializeToUtf8Bytes(details, JsonColumn.Options).Length > MaxBytes)
        {
            return Error.TooLarge("listing_too_large", "The listing details are longer than 64 KiB. Shorten the texts.");
        }

        var problems = ListingTextRules.Check(details);
        return problems.Count switch
        {
            0 => null,
            1 => Error.Invalid(TextRefused, problems[0].Message, problems),
            _ => Error.Invalid(TextRefused, $"{problems.Count} texts cannot be saved. The first: {problems[0].Message}", problems),
        };
    }
}
