using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>One installation in a list.</summary>
/// <param name="Newest">The highest version that its listing shows.</param>
public sealed record InstallationRow(
    Installation Installation, string Organization, string Registry, string ExtensionId, string Name, string Version, string Newest, bool IsDeprecated)
{
    /// <summary>By an operator, who found the installed version to be dangerous.</summary>
    public bool IsBlocked { get; init; }
}

/// <summary>An installation with all that its page and the API show.</summary>
/// <param name="Terms">What the organization agreed to.</param>
/// <param name="Manifest">Of the installed release.</param>
/// <param name="Consents">Newest first.</param>
/// <param name="Operations">Newest first; at most 50.</param>
/// <param name="RollbackProblem">Why it can't be rolled back; null when it can.</param>
public sealed record InstallationDetails(
    Installation Installation,
    OrganizationSummary Organization,
    UpgradeFacts Facts,
    string Name,
    OfferedRelease Installed,
    OfferTerms Terms,
    Manifest Manifest,
    UpgradeAdvice Advice,
    IReadOnlyList<InstallationConsent> Consents,
    IReadOnlyList<InstallationOperation> Operations,
    Error? RollbackProblem)
{
    /// <summary>Why and when the installed version ends; null while nobody deprecated it.</summary>
    public Deprecation? Deprecation => Facts.DeprecationOf(Installed.Release);

    /// <summary>What to move to when the installed version is deprecated or yanked; null when there is nothing.</summary>
    public OfferedRelease? Recommended { get; init; }

    public InstallationOperation? Open => Operations.FirstOrDefault(operation => operation.IsOpen);

    public string Version(Guid releaseId) => Facts.Find(releaseId)?.Release.Version ?? "";
}

/// <summary>An uninstallation as the publisher sees it.</summary>
/// <param name="Organization">Null when it isn't shared.</param>
public sealed record DepartureRow(string? Organization, string Version, DateTimeOffset At, DepartureReason Reason, string Text);

/// <summary>Reads installations. Those of an organization are read by its members alone.</summary>
public sealed class InstallationQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int MostOperations = 50;

    /// <summary>The installations of an organization by name, without those that are uninstalled. The caller must check the membership.</summary>
    public async Task<Page<InstallationRow>> ForOrganizationAsync(Guid organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows =
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.OrganizationId == organizationId && installation.State != InstallationState.Uninstalled
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            join release in db.Set<Release>() on installation.ReleaseId equals release.Id
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            orderby listing.SortName, installation.Number
            select new InstallationRow(
                installation,
                organization.Slug,
                extension.Registry,
                extension.ExtensionId,
                listing.Name,
                release.Version,
                listing.Version,
                release.DeprecationId != null)
            {
                IsBlocked = release.BlockedAt != null,
            };
        var total = await rows.CountAsync(cancellationToken);
        return new Page<InstallationRow>(await rows.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken), page, total);
    }

    /// <summary>An installation of any of the person's organizations, uninstalled ones included.</summary>
    /// <param name="organizationId">The only organization to look in, such as a token's.</param>
    public async Task<Result<InstallationDetails>> FindAsync(long number, Guid? organizationId, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var opened = await InstallationAccess.OpenAsync(db, number, organizationId, actor, OrganizationRole.Member, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        var member = await OrganizationAccess.RequireAsync(
            db, installation.OrganizationId.ToString(), actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!member.TryGet(out var organization, out error))
        {
            return error;
        }

        var facts = await UpgradeFacts.ReadAsync(db, installation.ExtensionKey, cancellationToken);
        var now = clock.GetUtcNow();
        var installed = facts.Find(installation.ReleaseId)!;
        return new InstallationDetails(
            installation,
            new OrganizationSummary(organization.OrganizationId, organization.Slug, organization.Name, organization.Role),
            facts,
            await NameAsync(db, installation.ExtensionKey, cancellationToken),
            installed,
            facts.Terms(installation.OfferId),
            await ManifestAsync(db, installed.Release.SnapshotId, cancellationToken),
            facts.Decide(installation, now),
            await ConsentsAsync(db, installation.Id, cancellationToken),
            await OperationsAsync(db, installation.Id, cancellationToken),
            RollBackInstallation.Problem(facts, installation, now))
        {
            Recommended = installed.Release.IsDeprecated || installed.Release.IsYanked ? facts.Recommended(installed.Release, now) : null,
        };
    }

    /// <summary>One operation of an installation that was found before.</summary>
    public async Task<InstallationOperation?> OperationAsync(Guid installationId, Guid operationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<InstallationOperation>().AsNoTracking()
            .SingleOrDefaultAsync(operation => operation.Id == operationId && operation.InstallationId == installationId, cancellationToken);
    }

    /// <summary>How many organizations run a release.</summary>
    public async Task<int> CountAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Installation>()
            .CountAsync(installation => installation.ReleaseId == releaseId && installation.State != InstallationState.Uninstalled, cancellationToken);
    }

    /// <summary>How many organizations run each release of an extension; releases that nobody runs are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> CountsAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Installation>()
            .Where(installation => installation.ExtensionKey == extensionKey && installation.State != InstallationState.Uninstalled)
            .GroupBy(installation => installation.ReleaseId)
            .Select(group => new { ReleaseId = group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.ReleaseId, group => group.Count, cancellationToken);
    }

    /// <summary>Who left an extension and why, newest first, for its publisher. The caller must check the publisher's role.</summary>
    public async Task<Page<DepartureRow>> DeparturesAsync(Guid extensionKey, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var gone =
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.ExtensionKey == extensionKey && installation.UninstalledAt != null
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join release in db.Set<Release>() on installation.ReleaseId equals release.Id
            orderby installation.UninstalledAt descending
            select new { Installation = installation, organization.Name, release.Version };
        var total = await gone.CountAsync(cancellationToken);
        var rows = await gone.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var departures = rows.Where(row => row.Installation.Departure is not null).Select(row => Row(row.Installation, row.Name, row.Version));
        return new Page<DepartureRow>([.. departures], page, total);
    }

    private static DepartureRow Row(Installation gone, string organization, string version) => new(
        gone.Departure!.ShareName ? organization : null, version, gone.UninstalledAt!.Value, gone.Departure.Reason, gone.Departure.Text);

    private static Task<string> NameAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken) => db.Set<Listing>()
        .Where(listing => listing.ExtensionKey == extensionKey)
        .Select(listing => listing.Name)
        .SingleAsync(cancellationToken);

    private static async Task<Manifest> ManifestAsync(PortalDb db, Guid snapshotId, CancellationToken cancellationToken) =>
        await db.Set<CommitSnapshot>().AsNoTracking()
            .Where(snapshot => snapshot.Id == snapshotId)
            .Select(snapshot => snapshot.Manifest)
            .SingleAsync(cancellationToken) ?? new Manifest();

    private static async Task<IReadOnlyList<InstallationConsent>> ConsentsAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) =>
        await db.Set<InstallationConsent>().AsNoTracking()
            .Where(consent => consent.InstallationId == installationId)
            .OrderByDescending(consent => consent.At)
            .ToListAsync(cancellationToken);

    private static async Task<IReadOnlyList<InstallationOperation>> OperationsAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) =>
        await db.Set<InstallationOperation>().AsNoTracking()
            .Where(operation => operation.InstallationId == installationId)
            .OrderByDescending(operation => operation.CreatedAt).ThenByDescending(operation => operation.Id)
            .Take(MostOperations)
            .ToListAsync(cancellationToken);
}
