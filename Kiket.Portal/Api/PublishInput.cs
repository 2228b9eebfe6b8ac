using System.Text.Json;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Api;

/// <summary>The body of a publish. Only the repository is required.</summary>
/// <param name="Manifest">The client's own manifest file as JSON. Only compared with the one in the repository.</param>
/// <param name="DryRun">Runs the same checks and stores nothing.</param>
/// <param name="SecurityFix">
/// This version fixes a security problem. Once a reviewer confirmed it, customers whose policy wants that get it without a cool-down.
/// </param>
public sealed record PublishBody(
    JsonElement? Manifest = null,
    RepositoryBody? Repository = null,
    ListingBody? Listing = null,
    bool? DryRun = null,
    bool? SecurityFix = null);

/// <param name="Url">https://github.com/owner/name or git@github.com:owner/name.git.</param>
/// <param name="Ref">Branch or tag; the default branch if missing.</param>
/// <param name="CommitSha">The commit that the client expects at the ref. A difference is reported.</param>
/// <param name="AccessToken">A GitHub token that can read the repository, when it is private. Stored encrypted.</param>
public sealed record RepositoryBody(string? Url = null, string? Ref = null, string? CommitSha = null, string? AccessToken = null);

/// <summary>Listing details. A missing field keeps its value from the draft or the listed version.</summary>
/// <param name="Summary">One sentence of at most 160 characters.</param>
/// <param name="Categories">One to three slugs.</param>
/// <param name="BaseUrl">The value of ${EXTENSION_BASE_URL} in the manifest's callback.</param>
/// <param name="Justifications">Each scope, as the manifest spells it, and each egress host with the reason why it is needed.</param>
public sealed record ListingBody(
    string? Name = null,
    string? Summary = null,
    IReadOnlyList<string?>? Categories = null,
    PricingBody? Pricing = null,
    SupportBody? Support = null,
    LinksBody? Links = null,
    string? BaseUrl = null,
    IReadOnlyDictionary<string, string?>? Justifications = null);

/// <param name="Model">free, flat or usage_based.</param>
/// <param name="PriceCents">Per month, for flat.</param>
/// <param name="TrialDays">For flat: days without the fee when an organization installs it for the first time.</param>
public sealed record PricingBody(
    string? Model = null, long? PriceCents = null, string? Currency = null, IReadOnlyList<MeterBody?>? Meters = null, int? TrialDays = null);

/// <param name="UnitPriceMicros">Price of one unit in millionths of the currency.</param>
/// <param name="Included">Free units per month.</param>
/// <param name="Cap">Units per month beyond which nothing more is charged; null for no cap.</param>
public sealed record MeterBody(
    string? Key = null, string? Name = null, string? Unit = null, long? UnitPriceMicros = null, long? Included = null, long? Cap = null);

/// <param name="FirstResponseHours">The promised first response time.</param>
/// <param name="ResolutionHours">The promised time until a ticket is resolved.</param>
/// <param name="Coverage">The hours of support in words, such as Mon–Fri 9–17 CET. Send hours instead: response times are counted by them.</param>
/// <param name="Hours">The hours of support as data.</param>
public sealed record SupportBody(
    string? Email = null,
    string? Url = null,
    int? FirstResponseHours = null,
    int? ResolutionHours = null,
    string? Coverage = null,
    SupportHoursBody? Hours = null);

/// <param name="TimeZone">A name of the IANA database, such as Europe/Berlin.</param>
/// <param name="AroundTheClock">All hours of every day that is no holiday; then weekly is left out.</param>
public sealed record SupportHoursBody(
    string? TimeZone = null,
    IReadOnlyList<SupportWindowBody?>? Weekly = null,
    IReadOnlyList<SupportHolidayBody?>? Holidays = null,
    bool? AroundTheClock = null);

/// <summary>Hours of support on days of the week. Several windows may be on one day.</summary>
/// <param name="Days">Names in English, such as monday.</param>
/// <param name="From">HH:mm.</param>
/// <param name="To">HH:mm, after from; 24:00 is the next midnight.</param>
public sealed record SupportWindowBody(IReadOnlyList<string?>? Days = null, string? From = null, string? To = null);

/// <param name="Date">Such as 2026-12-25.</param>
public sealed record SupportHolidayBody(string? Date = null, string? Name = null);

/// <summary>The publisher's pages, as https addresses. Sent links replace all of the earlier ones.</summary>
/// <param name="Privacy">The privacy policy.</param>
public sealed record LinksBody(string? Documentation = null, string? Privacy = null, string? Terms = null, string? License = null);

/// <summary>Turns the body of a publish into a request of the use case, or returns every problem with it.</summary>
internal static class PublishInput
{
    private const int MaxUrl = 500;
    private const int MaxReference = 255;
    private const int MaxToken = 1000;
    private const int MaxListing = 64 * 1024;

    public static Result<PublishExtensionRequest> From(string registry, PublishBody body, bool dryRun, ApiCaller caller)
    {
        var problems = new List<ErrorDetail>();
        var repository = body.Repository ?? new RepositoryBody();
        CheckRepository(repository, problems);
        var listing = Listing(body.Listing, problems);
        if (body.SecurityFix is { } isFix)
        {
            listing = (listing ?? new ListingInput()) with { IsSecurityFix = isFix };
        }

        if (problems.Count > 0)
        {
            var sentence = problems.Count == 1 ? problems[0].Message : $"{problems.Count} values are missing or wrong. The first: {problems[0].Message}";
            return Error.Invalid("invalid_request", sentence, problems);
        }

        var token = string.IsNullOrWhiteSpace(repository.AccessToken) ? null : new GitHubToken(repository.AccessToken);
        return new PublishExtensionRequest(
            registry,
            caller.Access.OrganizationId.ToString(),
            repository.Url!.Trim(),
            Blank(repository.Ref),
            Blank(repository.CommitSha),
            token,
            listing,
            ManifestText(body.Manifest),
            dryRun,
            caller.Actor);
    }

    private static void CheckRepository(RepositoryBody repository, List<ErrorDetail> problems)
    {
        void Problem(string field, string message) => problems.Add(new ErrorDetail($"repository.{field}", message));

        if (string.IsNullOrWhiteSpace(repository.Url))
        {
            Problem("url", "Enter the repository's address in repository.url, such as https://github.com/acme/alerts.");
        }
        else if (repository.Url.Length > MaxUrl)
        {
            Problem("url", $"A repository's address can have at most {MaxUrl} characters.");
        }

        if (repository.Ref is { Length: > MaxReference } || repository.Ref?.Any(char.IsControl) == true)
        {
            Problem("ref", $"A branch or tag can have at most {MaxReference} printable characters.");
        }

        if (repository.AccessToken is { Length: > MaxToken } || repository.AccessToken?.Trim().Any(letter => letter is <= ' ' or > '~') == true)
        {
            Problem("access_token", "This isn't a GitHub token. A token consists of letters, digits and underscores.");
        }
    }

    private static ListingInput? Listing(ListingBody? body, List<ErrorDetail> problems)
    {
        if (body is null)
        {
            return null;
        }

        if (JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Writing).Length > MaxListing)
        {
            problems.Add(new ErrorDetail("listing", "The listing details are longer than 64 KiB. Shorten the texts."));
            return null;
        }

        return new ListingInput
        {
            Name = body.Name,
            Summary = body.Summary,
            Categories = body.Categories?.OfType<string>().ToList(),
            Pricing = Pricing(body.Pricing, problems),
            Support = body.Support is { } support
                ? new SupportContact(Blank(support.Email), Blank(support.Url), support.FirstResponseHours, Blank(support.Coverage))
                {
                    ResolutionHours = support.ResolutionHours,
                    Hours = SupportHoursInput.Of(support.Hours, problems),
                }
                : null,
            Links = body.Links is { } links
                ? new PublisherLinks(Blank(links.Documentation), Blank(links.Privacy), Blank(links.Terms), Blank(links.License))
                : null,
            BaseUrl = Blank(body.BaseUrl),
            Justifications = body.Justifications?
                .Where(pair => pair.Value is not null)
                .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal),
        };
    }

    private static Pricing? Pricing(PricingBody? body, List<ErrorDetail> problems)
    {
        if (body is null)
        {
            return null;
        }

        if (ApiJson.Value<PriceModel>(body.Model) is not { } model)
        {
            problems.Add(new ErrorDetail("listing.pricing.model", $"Choose a pricing model: {ApiJson.Words<PriceModel>()}."));
            return null;
        }

        if (body.TrialDays is not (null or 0) && model != PriceModel.Flat)
        {
            problems.Add(new ErrorDetail("listing.pricing.trial_days", "Only a flat fee has a free trial. Leave trial_days out, or choose flat."));
            return null;
        }

        return new Pricing(model, body.PriceCents ?? 0, Blank(body.Currency)?.ToUpperInvariant() ?? "USD")
        {
            Meters = [.. (body.Meters ?? []).OfType<MeterBody>().Select(meter =>
                new Meter(meter.Key ?? "", meter.Name ?? "", meter.Unit ?? "", meter.UnitPriceMicros ?? 0, meter.Included ?? 0, meter.Cap))],
            TrialDays = body.TrialDays ?? 0,
        };
    }

    private static string? ManifestText(JsonElement? manifest) => manifest switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } element => element.GetRawText(),
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
