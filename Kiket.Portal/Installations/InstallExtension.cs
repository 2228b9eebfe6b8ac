using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <param name="Organization">Slug or id.</param>
/// <param name="ExtensionId">The manifest's id, as in the address of its listing.</param>
/// <param name="Registry">The registry it is listed in; null to look in the organization's own, then in the marketplace.</param>
/// <param name="Version">A version, or null for the current one. A prerelease is only installed by name.</param>
/// <param name="Consent">The hash of the terms that were shown; null when the call itself agrees to the current ones.</param>
public sealed record InstallExtensionRequest(string Organization, string ExtensionId, string? Registry, string? Version, string? Consent, Actor Actor)
{
    public InstallationPolicy Policy { get; init; } = InstallationPolicy.Default;

    /// <summary>Answers to what the release asks, by key. Secrets can follow later.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);
}

/// <summary>What an installation is about to do.</summary>
/// <param name="Consent">Everything that it asks for.</param>
public sealed record InstallPlan(OrganizationMember Organization, UpgradeFacts Facts, OfferedRelease Target, ConsentDocument Consent);

/// <summary>An installation that was started.</summary>
public sealed record StartedInstallation(long Number, Guid InstallationId, Guid OperationId);

/// <summary>Installs an extension for an organization: an Owner or Admin agrees to what it asks for, and the work is queued.</summary>
public sealed class InstallExtension(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, StartOperation start, InstallationAnswers answers, IPaymentStanding standing,
    TimeProvider clock)
{
    public const string AlreadyInstalled = "already_installed";
    public const string ConsentStale = "consent_stale";

    /// <summary>What would happen, with the same refusals. Nothing is stored.</summary>
    public async Task<Result<InstallPlan>> PlanAsync(InstallExtensionRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await PlanAsync(db, request, clock.GetUtcNow(), cancellationToken)).TryGet(out var plan, out var error))
        {
            return error;
        }

        return await InstalledAsync(db, plan, cancellationToken) is { State: not InstallationState.Failed } installed ? Already(plan, installed) : plan;
    }

    public Task<Result<StartedInstallation>> RunAsync(InstallExtensionRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, request, cancellationToken), cancellationToken);

    private async Task<Result<StartedInstallation>> RunAsync(Work work, InstallExtensionRequest request, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await PlanAsync(db, request, work.Now, cancellationToken)).TryGet(out var plan, out var error))
        {
            return error;
        }

        if (request.Consent is { Length: > 0 } && !plan.Consent.IsAgreed(request.Consent))
        {
            return Error.Conflict(ConsentStale, $"What {request.ExtensionId} asks for has changed since it was shown. Read it again, then install it.");
        }

        if (request.Policy.Problem() is { } problem)
        {
            return problem;
        }

        if (!(await EnterAsync(work, plan, request, cancellationToken)).TryGet(out var installation, out error))
        {
            return error;
        }

        var form = await InstallationAnswers.FormAsync(db, plan.Target.Release.Id, cancellationToken);
        if (!(await answers.SaveAsync(db, installation, form, request.Configuration, null, request.Actor.Name, work.Now, cancellationToken))
            .TryGet(out var saved, out error))
        {
            return error;
        }

        installation.Configure(saved.Version);
        installation.ChangePolicy(request.Policy, work.Now).ThrowIfRefused();
        var operation = start.Add(work, installation, OperationKind.Install, installation.Current, installation.Current, request.Actor);
        db.Add(InstallationConsent.Of(installation.Id, plan.Consent, request.Actor, work.Now));
        work.Audit(
            request.Actor,
            "installation.requested",
            new AuditSubject("installation", plan.Facts.Extension.ExtensionId),
            plan.Organization.OrganizationId,
            after: new { plan.Target.Release.Version, consent = plan.Consent.Hash, monthlyCents = plan.Consent.MonthlyAfter.Cents });
        // The database counts the number.
        await db.SaveChangesAsync(cancellationToken);
        return new StartedInstallation(installation.Number, installation.Id, operation.Id);
    }

    /// <summary>A new row, or the one whose installation failed before.</summary>
    private static async Task<Result<Installation>> EnterAsync(
        Work work, InstallPlan plan, InstallExtensionRequest request, CancellationToken cancellationToken)
    {
        var target = new InstalledRelease(plan.Target.Release.Id, plan.Target.Offer.Id, 0);
        if (await InstalledAsync(work.Db, plan, cancellationToken) is not { } known)
        {
            var started = Installation.Start(
                plan.Organization.OrganizationId, plan.Facts.Extension.Id, target, plan.Facts.Publisher, request.Actor, work.Now);
            work.Db.Add(started);
            return started;
        }

        if (known.State != InstallationState.Failed)
        {
            return Already(plan, known);
        }

        var again = known.Restart(target with { ConfigurationVersion = known.ConfigurationVersion }, plan.Facts.Publisher, request.Actor);
        return again.Succeeded ? known : again.Error;
    }

    private async Task<Result<InstallPlan>> PlanAsync(
        PortalDb db, InstallExtensionRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var organization, out var error))
        {
            return error;
        }

        if (await FindAsync(db, organization, request, cancellationToken) is not { } key)
        {
            return Error.NotFound("extension_not_found", $"There is no extension “{Short(request.ExtensionId)}” that you can install. Check the id.");
        }

        var facts = await UpgradeFacts.ReadAsync(db, key, cancellationToken);
        if (!Target(facts, request.Version, now).TryGet(out var target, out error))
        {
            return error;
        }

        return TargetRules.NotForNew(facts)
            ?? TargetRules.Problem(facts, target, now)
            ?? await standing.ProblemAsync(db, organization.OrganizationId, target.Offer.Terms, cancellationToken)
            ?? (Result<InstallPlan>)new InstallPlan(
                organization, facts, target, ConsentDocument.Of(facts.Extension.ExtensionId, before: null, target.Sided));
    }

    /// <summary>In the marketplace, or in the organization's own registry. Nobody else's can be seen.</summary>
    private static async Task<Guid?> FindAsync(
        PortalDb db, OrganizationMember organization, InstallExtensionRequest request, CancellationToken cancellationToken)
    {
        // Its own first: an extension that somebody else lists publicly under the same id must never be installed in its place.
        string[] readable = [organization.Slug, Extension.Marketplace];
        string[] registries = request.Registry is { Length: > 0 } named ? [.. readable.Where(registry => registry == named)] : readable;
        var id = Extension.Normalize(request.ExtensionId.Trim());
        var found = await db.Set<Listing>()
            .Where(listing => listing.NormalizedId == id && registries.Contains(listing.Registry) && listing.State != ListingState.Removed)
            .Select(listing => new { listing.Registry, listing.ExtensionKey })
            .ToListAsync(cancellationToken);
        return found.OrderBy(listing => Array.IndexOf(readable, listing.Registry)).FirstOrDefault()?.ExtensionKey;
    }

    private static Result<OfferedRelease> Target(UpgradeFacts facts, string? version, DateTimeOffset now)
    {
        if (version is { Length: > 0 } and not "latest")
        {
            return facts.Find(version) is { } named
                ? named
                : Error.Field(
                    "version",
                    "version_not_found",
                    $"{facts.Extension.ExtensionId} has no version {Short(version)}. Leave it out for the current one.");
        }

        return TargetRules.Newest(facts, now) is { } newest
            ? newest
            : Error.Conflict(TargetRules.Yanked, $"{facts.Extension.ExtensionId} has no version that can be installed at the moment.");
    }

    private static Task<Installation?> InstalledAsync(PortalDb db, InstallPlan plan, CancellationToken cancellationToken) =>
        db.Set<Installation>().SingleOrDefaultAsync(
            installation => installation.OrganizationId == plan.Organization.OrganizationId
                && installation.ExtensionKey == plan.Facts.Extension.Id
                && installation.State != InstallationState.Uninstalled,
            cancellationToken);

    private static Error Already(InstallPlan plan, Installation installed) => Error.Conflict(
        AlreadyInstalled, $"{plan.Organization.Name} has already installed {plan.Facts.Extension.ExtensionId}: it is installation {installed.Number}.") with
    {
        Details = [new ErrorDetail("id", installed.Number.ToString(System.Globalization.CultureInfo.InvariantCulture))],
    };

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
