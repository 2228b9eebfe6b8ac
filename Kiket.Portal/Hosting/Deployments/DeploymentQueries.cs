using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>How an installation runs, for its organization.</summary>
/// <param name="IsOn">Whether hosting is switched on here.</param>
/// <param name="UnknownSince">Since when the engine doesn't respond, so that this is what was known last; null while it does.</param>
/// <param name="Version">Of what runs; null while nothing does.</param>
/// <param name="Tier">Of what runs, or will.</param>
/// <param name="Rejected">The newest one that failed beside what runs; null when a later one took over.</param>
/// <param name="Recent">Newest first.</param>
public sealed record DeploymentDetails(
    Deployment Deployment,
    bool IsOn,
    DateTimeOffset? UnknownSince,
    string? Version,
    HostingTier? Tier,
    RejectedGeneration? Rejected,
    IReadOnlyList<DeploymentRestart> Recent);

/// <summary>A version that didn't get up.</summary>
public sealed record RejectedGeneration(string Version, string Problem, string? LastOutput, DateTimeOffset At);

/// <summary>How a version runs, in counts: what the publisher sees.</summary>
/// <param name="Restarts">Those that nobody asked for, in 30 days.</param>
public sealed record VersionCounts(string Version, int Running, int NotRunning, int Failed, int Restarts);

/// <summary>A registered domain that calls to were refused.</summary>
public sealed record BlockedDomain(string Domain, int Installations, long Count);

public sealed record PublishedHosting(bool IsOn, IReadOnlyList<VersionCounts> Versions, IReadOnlyList<BlockedDomain> Blocked);

public sealed record OperatedDeployment(Deployment Deployment, long Number, string Organization, string ExtensionId, string Version, string? Tier);

/// <param name="Capacity">What containers may use together.</param>
public sealed record OperatedHosting(
    IReadOnlyList<OperatedDeployment> Deployments, HostingCapacity Capacity, int UsedMemoryMiB, decimal UsedCpu, DateTimeOffset? UnknownSince, string? Problem);

/// <summary>Reads how managed extensions run.</summary>
public sealed class DeploymentQueries(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, IOptions<HostingOptions> options, TimeProvider clock)
{
    /// <summary>From this many installations on, a publisher sees a domain. Fewer could carry what one customer stores.</summary>
    public const int LeastInstallations = 3;

    private const int MostRestarts = 20;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>For the organization's members. Null when its publisher runs it.</summary>
    public async Task<Result<DeploymentDetails?>> FindAsync(long number, Guid? organizationId, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OpenAsync(db, number, organizationId, actor, OrganizationRole.Member, cancellationToken)).TryGet(out var id, out var error))
        {
            return error;
        }

        return Result.Of(await ReadAsync(db, id, cancellationToken));
    }

    /// <summary>What the containers of an installation printed, newest first, for the organization's Admins.</summary>
    public async Task<Result<Page<OutputLine>>> OutputAsync(
        long number, Guid? organizationId, PageRequest page, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OpenAsync(db, number, organizationId, actor, OrganizationRole.Admin, cancellationToken)).TryGet(out var id, out var error))
        {
            return error;
        }

        var lines = db.Set<OutputLine>().AsNoTracking().Where(line => line.InstallationId == id);
        return new Page<OutputLine>(
            await lines.OrderByDescending(line => line.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken),
            page,
            await lines.CountAsync(cancellationToken));
    }

    /// <summary>Refused calls of an installation with their full names, newest first, for the organization's members.</summary>
    public async Task<Result<Page<BlockedCall>>> BlockedAsync(
        long number, Guid? organizationId, PageRequest page, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OpenAsync(db, number, organizationId, actor, OrganizationRole.Member, cancellationToken)).TryGet(out var id, out var error))
        {
            return error;
        }

        var calls = db.Set<BlockedCall>().AsNoTracking().Where(call => call.InstallationId == id);
        return new Page<BlockedCall>(
            await calls.OrderByDescending(call => call.Last).ThenBy(call => call.Host).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken),
            page,
            await calls.CountAsync(cancellationToken));
    }

    /// <summary>Counts alone, because hosts and output are the customers'. The caller must check the publisher's role.</summary>
    public async Task<PublishedHosting> PublishedAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from deployment in db.Set<Deployment>()
            where deployment.ExtensionKey == extensionKey && deployment.State != DeploymentState.Stopped && deployment.State != DeploymentState.Removed
            join release in db.Set<Release>() on deployment.ReleaseId equals release.Id
            select new { deployment.State, release.Id, release.Version }).ToListAsync(cancellationToken);
        var since = clock.GetUtcNow() - Month;
        var restarts = await (
            from restart in db.Set<DeploymentRestart>()
            where restart.By == null && restart.At > since
            join release in db.Set<Release>() on restart.ReleaseId equals release.Id
            where release.ExtensionKey == extensionKey
            group restart by release.Version into version
            select new { Version = version.Key, Count = version.Count() }).ToDictionaryAsync(row => row.Version, row => row.Count, cancellationToken);
        var versions = rows.Select(row => row.Version).Union(restarts.Keys, StringComparer.Ordinal)
            .Select(version =>
            {
                var states = rows.Where(row => row.Version == version).Select(row => row.State).ToList();
                var running = states.Count(state => state is DeploymentState.Healthy or DeploymentState.Degraded);
                var failed = states.Count(state => state == DeploymentState.Failed);
                return new VersionCounts(version, running, states.Count - running - failed, failed, restarts.GetValueOrDefault(version));
            })
            .OrderByDescending(row => row.Running).ThenByDescending(row => row.Version, StringComparer.Ordinal);
        return new PublishedHosting(
            (await HostingQueries.ReadAsync(db, cancellationToken)).IsOn, [.. versions], await BlockedDomainsAsync(db, extensionKey, cancellationToken));
    }

    /// <summary>For the operators' page.</summary>
    public async Task<Result<OperatedHosting>> OperatedAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from deployment in db.Set<Deployment>().AsNoTracking()
            where deployment.State != DeploymentState.Removed
            join installation in db.Set<Installation>() on deployment.InstallationId equals installation.Id
            join organization in db.Set<Organization>() on deployment.OrganizationId equals organization.Id
            join extension in db.Set<Extension>() on deployment.ExtensionKey equals extension.Id
            join release in db.Set<Release>() on deployment.ReleaseId equals release.Id
            orderby installation.Number descending
            select new { deployment, installation.Number, organization.Slug, extension.ExtensionId, release.Version }).ToListAsync(cancellationToken);
        var live = (await db.Set<Generation>().AsNoTracking()
            .Where(generation => generation.State == GenerationState.Candidate || generation.State == GenerationState.Current)
            .ToListAsync(cancellationToken)).ToLookup(generation => generation.InstallationId);
        var deployments = rows.ConvertAll(row => new OperatedDeployment(
            row.deployment, row.Number, row.Slug, row.ExtensionId, row.Version, MainOf(live[row.deployment.InstallationId])?.Tier));
        var used = rows.Where(row => row.deployment.HasPlace).Select(row => MainOf(live[row.deployment.InstallationId])).OfType<Generation>().ToList();
        var last = (await HostingQueries.ReadAsync(db, cancellationToken)).Last;
        var lease = await db.Set<HostLease>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return new OperatedHosting(
            deployments,
            HostingCapacity.Of(options.Value.Capacity, last),
            used.Sum(generation => generation.MemoryMiB),
            used.Sum(generation => generation.Cpu),
            lease?.UnknownSince,
            lease?.Problem);
    }

    private static Generation? MainOf(IEnumerable<Generation> live) =>
        live.OrderByDescending(generation => generation.State == GenerationState.Current).FirstOrDefault();

    private static async Task<Result<Guid>> OpenAsync(
        PortalDb db, long number, Guid? organizationId, IActor actor, OrganizationRole minimum, CancellationToken cancellationToken) =>
        (await InstallationAccess.OpenAsync(db, number, organizationId, actor, minimum, cancellationToken)).TryGet(out var installation, out var error)
            ? installation.Id
            : error;

    private static async Task<DeploymentDetails?> ReadAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken)
    {
        var deployment = await db.Set<Deployment>().AsNoTracking().SingleOrDefaultAsync(one => one.InstallationId == installationId, cancellationToken);
        if (deployment is null)
        {
            return null;
        }

        var generations = await (
            from generation in db.Set<Generation>().AsNoTracking()
            where generation.InstallationId == installationId && generation.State != GenerationState.Retired
            join release in db.Set<Release>() on generation.ReleaseId equals release.Id
            orderby generation.Number descending
            select new { Generation = generation, release.Version }).ToListAsync(cancellationToken);
        var current = generations.Find(one => one.Generation.State == GenerationState.Current);
        var live = current ?? generations.Find(one => one.Generation.State == GenerationState.Candidate);
        var rejected = generations.Find(one => one.Generation.State == GenerationState.Rejected && one.Generation.Number > (live?.Generation.Number ?? 0));
        var restarts = await db.Set<DeploymentRestart>().AsNoTracking()
            .Where(restart => restart.InstallationId == installationId)
            .OrderByDescending(restart => restart.At).ThenByDescending(restart => restart.Id)
            .Take(MostRestarts)
            .ToListAsync(cancellationToken);
        var lease = await db.Set<HostLease>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return new DeploymentDetails(
            deployment,
            (await HostingQueries.ReadAsync(db, cancellationToken)).IsOn,
            lease?.UnknownSince,
            current?.Version,
            HostingTiers.Find(live?.Generation.Tier),
            rejected is null ? null : Rejected(rejected.Version, rejected.Generation),
            restarts);
    }

    private static RejectedGeneration Rejected(string version, Generation generation) =>
        new(version, generation.Problem ?? "", generation.LastOutput, generation.EndedAt ?? generation.CreatedAt);

    private static async Task<IReadOnlyList<BlockedDomain>> BlockedDomainsAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken)
    {
        var calls = await (
            from call in db.Set<BlockedCall>()
            join deployment in db.Set<Deployment>() on call.InstallationId equals deployment.InstallationId
            where deployment.ExtensionKey == extensionKey && call.Host != "" && call.Host != BlockedCalls.Others
            select new { call.InstallationId, call.Host, call.Count }).ToListAsync(cancellationToken);
        return
        [
            .. calls
                .Select(call => new { call.InstallationId, call.Count, Domain = DomainOf(call.Host) })
                .Where(call => call.Domain is not null)
                .GroupBy(call => call.Domain!, StringComparer.Ordinal)
                .Select(calls => new BlockedDomain(calls.Key, calls.Select(call => call.InstallationId).Distinct().Count(), calls.Sum(call => call.Count)))
                .Where(domain => domain.Installations >= LeastInstallations)
                .OrderByDescending(domain => domain.Count).ThenBy(domain => domain.Domain, StringComparer.Ordinal),
        ];
    }

    /// <summary>Null for what has no registered domain, such as an address.</summary>
    private static string? DomainOf(string written) =>
        HostName.Ascii(written) is { } host && !HostName.IsNumeric(host) ? PublicSuffixes.Registrable(host) : null;
}
