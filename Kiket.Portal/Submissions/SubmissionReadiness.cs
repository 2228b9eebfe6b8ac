using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

/// <summary>The facts that a submission is checked against.</summary>
/// <param name="Known">Who has the extension id; null when nobody does.</param>
/// <param name="Highest">The highest released version of the extension; null before the first.</param>
public sealed record ReadinessFacts(CommitSnapshot? Snapshot, RegisteredId? Known, HighestVersions? Highest)
{
    /// <summary>Who submits, and from which repository.</summary>
    public required IdApplicant Applicant { get; init; }

    /// <summary>The time of the check: a reservation may have ended by then.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Ids of other extensions that come from the same repository.</summary>
    public IReadOnlyList<string> OtherIds { get; init; } = [];

    /// <summary>The categories that can be chosen.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = CategorySeed.All;

    /// <summary>The scopes that require documents, from the operators' list.</summary>
    public IReadOnlyList<string> SensitiveScopes { get; init; } = PermissionMeanings.DefaultSensitive;

    /// <summary>It is for the organization's members alone, but the marketplace lists another publisher's extension with the same id.</summary>
    public bool IsPublicElsewhere { get; init; }

    /// <summary>The organization has an extension with the same id in its other registry.</summary>
    public bool IsInOtherRegistry { get; init; }

    /// <summary>The organization accepted the publisher agreement, which listings with a price need.</summary>
    public bool HasAgreement { get; init; } = true;

    /// <summary>Another submission of the same version is in review.</summary>
    public bool IsInReview { get; init; }

    /// <summary>The checks of the commit, finished or not; null when none has started.</summary>
    public CheckedCommit? Checks { get; init; }

    /// <summary>Blocking findings that nobody has overridden.</summary>
    public IReadOnlyList<Finding> Blocking { get; init; } = [];

    /// <summary>Requires finished checks, because the submission is about to be submitted.</summary>
    public bool MustBeChecked { get; init; }
}

/// <summary>Whether a submission is ready for review, with all problems together.</summary>
/// <param name="Refusals">What the form cannot fix: failed checks, a version that is not higher, an id that belongs to someone else.</param>
/// <param name="Missing">What the publisher still has to enter; the field names are those of the API's <c>listing</c>.</param>
public sealed record Readiness(IReadOnlyList<Error> Refusals, IReadOnlyList<ErrorDetail> Missing)
{
    /// <summary>Notes that do not block the submit, but that the publisher should know.</summary>
    public IReadOnlyList<Finding> Notices { get; init; } = [];

    /// <summary>Why a security review and a data handling statement are needed; null when they are not.</summary>
    public string? DocumentsReason { get; init; }

    public bool IsReady => Refusals.Count == 0 && Missing.Count == 0;
}

/// <summary>The rules of submitting, without a database.</summary>
public static class SubmissionReadiness
{
    public const string ChecksFailed = "checks_failed";
    public const string ChecksUnfinished = "checks_running";

    public static Readiness Check(Submission submission, ReadinessFacts facts)
    {
        if (facts.Snapshot is not { } snapshot)
        {
            return new Readiness([], [new ErrorDetail("repository.url", "Enter the repository, then let the portal read it.")]);
        }

        if (submission.IsEdit)
        {
            return Edit(submission, facts);
        }

        var refusals = new List<Error>();
        if (snapshot.HasErrors || facts.Blocking.Count > 0)
        {
            refusals.Add(FailedChecks([.. snapshot.Findings, .. facts.Blocking]));
        }

        if (facts.MustBeChecked && facts.Checks is not { Report.IsStaticFinished: true })
        {
            refusals.Add(Unfinished(facts.Checks?.Report, snapshot));
        }

        if (snapshot.Manifest is not { } manifest)
        {
            return new Readiness(refusals, []);
        }

        // Without an id nobody can say whose it is; what the form lacks is known anyway.
        var id = manifest.Id is { Length: > 0 } declared ? declared : null;
        if (id is not null)
        {
            refusals.AddRange(Taken(submission, facts, id, manifest));
        }

        var reason = NeededDocuments.Reason(manifest, facts.SensitiveScopes);
        IReadOnlyList<ErrorDetail> missing =
        [
            .. ListingDetailsRules.Check(submission.Details, facts.Categories),
            .. PrivateIsFree(submission),
            .. Agreement(submission, facts),
            .. Justifications(submission.Details, manifest),
            .. BaseUrl(submission.Details, manifest),
            .. NeededDocuments.Missing(submission, reason),
        ];
        return new Readiness(refusals, missing)
        {
            Notices = [.. id is null ? [] : ChangedId(facts, id, snapshot), .. RepositoryNotices.Of(submission, facts.Applicant, snapshot)],
            DocumentsReason = reason,
        };
    }

    /// <summary>Why this id and version cannot be submitted from here.</summary>
    private static IEnumerable<Error> Taken(Submission submission, ReadinessFacts facts, string id, Manifest manifest)
    {
        if (VersionPolicy.Parse(manifest.Version).TryGet(out var version, out _)
            && VersionPolicy.MustRise(version, facts.Highest) is { Succeeded: false } notRising)
        {
            yield return notRising.Error;
        }

        if (facts.IsInReview)
        {
            yield return AlreadyInReview(id, manifest.Version!);
        }

        if (facts.IsPublicElsewhere)
        {
            yield return PublicElsewhere(id);
        }

        if (facts.IsInOtherRegistry)
        {
            yield return InOtherRegistry(id, submission.IsPrivate);
        }

        if (ReserveExtensionId.Refusal(facts.Known, id, facts.Applicant, facts.Now) is { } taken)
        {
            yield return taken;
        }
    }

    private static IEnumerable<ErrorDetail> Agreement(Submission submission, ReadinessFacts facts) => NeedsAgreement(submission, facts.HasAgreement)
        ? [new ErrorDetail(
            "listing.pricing.agreement",
            "Accept the publisher agreement before your first listing with a price: an Owner or Admin does it once, in the step Listing.")]
        : [];

    public static bool NeedsAgreement(Submission submission, bool hasAgreement) =>
        !hasAgreement && !submission.IsPrivate && submission.Details.Pricing.Model != PriceModel.Free;

    /// <summary>An edit changes neither the version nor what comes from the manifest, so only what it can change is checked, by the same rules.</summary>
    private static Readiness Edit(Submission submission, ReadinessFacts facts) => new(
        [],
        [
            .. ListingDetailsRules.Check(submission.Details, facts.Categories).Where(problem => !EditedFields.IsTerm(DetailsChanges.FieldOf(problem.Field!))),
            .. PrivateIsFree(submission),
            .. Agreement(submission, facts),
            .. NeededDocuments.Missing(submission, reason: null),
        ]);

    /// <summary>A repository that published under another id before. Nothing is renamed silently; the publisher sees a notice.</summary>
    private static IEnumerable<Finding> ChangedId(ReadinessFacts facts, string id, CommitSnapshot snapshot)
    {
        if ((facts.Known is null || facts.Known.Extension.IsFree(facts.Now)) && facts.OtherIds.Count > 0)
        {
            yield return ChecksRules.ExtensionIdChanged.At(
                $"This repository already publishes {string.Join(", ", facts.OtherIds)}; continuing creates a new extension {id}.",
                snapshot.ManifestPath,
                snapshot.Manifest?.LineOf("id"));
        }
    }

    /// <summary>The scopes (as spelled in the manifest) and egress hosts that each need a justification.</summary>
    public static IReadOnlyList<string> NeedsJustification(Manifest manifest) =>
        [.. manifest.Permissions
            .Select(permission => permission.Declared)
            .Concat(manifest.Hosting?.Egress.Select(host => host.Host) ?? [])
            .Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the publisher has to provide the host of the callback.</summary>
    public static bool NeedsBaseUrl(Manifest manifest) =>
        manifest.Callback?.Url?.Contains("${EXTENSION_BASE_URL}", StringComparison.Ordinal) == true && manifest.Hosting is not { Managed: true };

    public static Error AlreadyInReview(string extensionId, string version) => Error.Conflict(
        "version_in_review", $"{extensionId} {version} is already in review. Wait for the decision, withdraw it, or raise the version.");

    /// <summary>Members would otherwise not know which of the two they install.</summary>
    private static Error PublicElsewhere(string extensionId) => Error.Conflict(
        "extension_id_taken", $"The marketplace lists {extensionId} of another publisher. Choose another extension.id, so that nobody mixes them up.");

    private static Error InOtherRegistry(string extensionId, bool isPrivate) => Error.Conflict(
        "extension_id_taken",
        isPrivate
            ? $"Your organization has {extensionId} in the marketplace, where everyone sees it. Choose another extension.id for the private one."
            : $"Your organization has {extensionId} in its private registry. Choose another extension.id for the public one.");

    private static IEnumerable<ErrorDetail> PrivateIsFree(Submission submission)
    {
        if (submission.IsPrivate && submission.Details.Pricing.Model != PriceModel.Free)
        {
            yield return new ErrorDetail("listing.pricing.model", "An extension for members only has no price. Choose free, or make it visible to everyone.");
        }
    }

    private static IEnumerable<ErrorDetail> Justifications(ListingDetails details, Manifest manifest) =>
        NeedsJustification(manifest)
            .Where(key => !details.Justifications.TryGetValue(key, out var text) || string.IsNullOrWhiteSpace(text))
            .Select(key => new ErrorDetail($"listing.justifications.{key}", $"Say in one sentence why {key} is needed."));

    private static IEnumerable<ErrorDetail> BaseUrl(ListingDetails details, Manifest manifest)
    {
        if (NeedsBaseUrl(manifest) && string.IsNullOrWhiteSpace(details.BaseUrl))
        {
            yield return new ErrorDetail(
                "listing.base_url", "The manifest's callback uses ${EXTENSION_BASE_URL}. Enter the https address of your extension.");
        }
    }

    private static Error FailedChecks(IReadOnlyList<Finding> findings)
    {
        var errors = findings.Where(finding => finding.Level == FindingLevel.Error).ToList();
        var message = errors.Count == 1
            ? $"The checks found an error: {errors[0].Message} {errors[0].Fix}"
            : $"The checks found {errors.Count} errors. The first: {errors[0].Message} {errors[0].Fix}";
        return Error.Invalid(ChecksFailed, message, [.. findings.Select(Detail)]);
    }

    private static Error Unfinished(CheckReport? report, CommitSnapshot snapshot) => Error.Conflict(
        ChecksUnfinished,
        report switch
        {
            { State: CheckReportState.Dead } =>
                $"The checks of {snapshot.ShortCommit} could not finish: {report.Reason} Press “Run again” next to the checks, then submit.",
            { State: CheckReportState.Waiting } =>
                $"The checks of {snapshot.ShortCommit} are waiting: {report.Reason} They continue automatically. Submit when they have finished.",
            _ => $"The checks of {snapshot.ShortCommit} are still running. Submit when they have finished.",
        });

    public static ErrorDetail Detail(Finding finding) => new(
        null, finding.Message, finding.Id, finding.Level.ToString().ToLowerInvariant(), finding.Path, finding.Line, finding.Column, finding.Fix);
}
