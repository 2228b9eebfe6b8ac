using System.Net.Mail;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Rules;

/// <summary>
/// The rules for listing details, whether they come from the wizard, the API or a crafted request. Every problem is
/// reported at once, each with its field (<c>listing.summary</c>, <c>listing.support</c>, …).
/// </summary>
public static class ListingDetailsRules
{
    /// <param name="offered">The categories to choose from; null if a later check finds unknown categories.</param>
    public static IReadOnlyList<ErrorDetail> Check(ListingDetails details, IReadOnlyList<Category>? offered = null)
    {
        var problems = new List<ErrorDetail>();
        void Problem(string field, string message) => problems.Add(new ErrorDetail($"listing.{field}", message));

        problems.AddRange(ListingTextRules.Check(details));
        CheckText(details, Problem);
        CheckCategories(details, offered, Problem);
        PricingRules.Check(details.Pricing, Problem);
        CheckSupport(details.Support, Problem);
        foreach (var link in details.Links.Set)
        {
            if (WebLink.Problem(link.Address) is { } refusal)
            {
                Problem(
                    $"links.{link.Name}",
                    $"The link to the {link.InSentence} must be an https address that everyone can open, such as https://acme.example/{link.Name}. "
                    + $"This one {refusal}.");
            }
        }

        if (details.BaseUrl is { Length: > 0 } baseUrl && BaseUrlProblem(baseUrl) is { } problem)
        {
            Problem("base_url", problem);
        }

        return problems;
    }

    /// <summary>Why an address can't be the extension's base URL; null when it can.</summary>
    public static string? BaseUrlProblem(string text)
    {
        if (text.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            return "The base URL must not have a query or a fragment.";
        }

        if (text.Contains("${", StringComparison.Ordinal))
        {
            return "The base URL is the address that replaces ${EXTENSION_BASE_URL}, such as https://alerts.example.com.";
        }

        return CallbackAddress.Problem(text) is { } problem
            ? $"The base URL must be an absolute https address, such as https://alerts.example.com. This one {problem}."
            : null;
    }

    private static void CheckText(ListingDetails details, Action<string, string> problem)
    {
        if (details.Name.Trim().Length == 0)
        {
            problem("name", "Give the extension a name.");
        }

        if (details.Summary.Trim().Length == 0)
        {
            problem("summary", "Say in one sentence what the extension does.");
        }
    }

    private static void CheckCategories(ListingDetails details, IReadOnlyList<Category>? offered, Action<string, string> problem)
    {
        if (details.Categories.Count is 0 or > ListingDetails.MaxCategories)
        {
            problem("categories", $"Choose 1 to {ListingDetails.MaxCategories} categories.");
        }

        foreach (var slug in details.Categories.Where(slug => offered?.Any(category => category.Slug == slug) == false))
        {
            problem("categories", $"“{slug}” isn't an available category. Choose from: {string.Join(", ", offered!.Select(category => category.Slug))}.");
        }

        if (details.Categories.Distinct(StringComparer.Ordinal).Count() != details.Categories.Count)
        {
            problem("categories", "The same category is listed twice. Remove one.");
        }
    }

    private static void CheckSupport(SupportContact support, Action<string, string> problem)
    {
        if (string.IsNullOrWhiteSpace(support.Email) && string.IsNullOrWhiteSpace(support.Url))
        {
            problem("support", "Enter a support e-mail or a support page, so that customers can reach you.");
        }

        if (!string.IsNullOrWhiteSpace(support.Email)
            && (!MailAddress.TryCreate(support.Email, out var mail)
                || mail.Address != support.Email
                || HostName.Ascii(mail.Host) is not { } host
                || !host.Contains('.', StringComparison.Ordinal)
                || HostName.IsInternal(host)
                || HostName.IsNumeric(host)))
        {
            problem("support.email", "The support e-mail isn't a valid e-mail address.");
        }

        if (!string.IsNullOrWhiteSpace(support.Url) && WebLink.Problem(support.Url) is { } refusal)
        {
            problem("support.url", $"The support page must be an https address that everyone can open. This one {refusal}.");
        }

        if (support.FirstResponseHours is < 1 or > 720)
        {
            problem("support.first_response_hours", "The first response time must be between 1 and 720 hours.");
        }

        if (support.ResolutionHours is < 1 or > 2160)
        {
            problem("support.resolution_hours", "The time until a ticket is resolved must be between 1 and 2160 hours.");
        }

        foreach (var found in support.Hours?.Problems() ?? [])
        {
            problem($"support.hours.{found.Field}", found.Message);
        }
    }
}
