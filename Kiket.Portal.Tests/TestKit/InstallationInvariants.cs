using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>What must hold for installations after whatever happened.</summary>
internal static class InstallationInvariants
{
    public static async Task<IReadOnlyList<string>> BrokenAsync(PortalDb db)
    {
        var installations = await db.Set<Installation>().AsNoTracking().ToListAsync();
        if (installations.Count == 0)
        {
            return [];
        }

        var broken = new List<string>();
        var releases = await db.Set<Release>().AsNoTracking().ToDictionaryAsync(release => release.Id);
        var offers = await db.Set<Offer>().AsNoTracking().ToDictionaryAsync(offer => offer.Id);
        var operations = (await db.Set<InstallationOperation>().AsNoTracking().ToListAsync()).ToLookup(operation => operation.InstallationId);
        var consents = await db.Set<InstallationConsent>().AsNoTracking().ToListAsync();

        broken.AddRange(installations
            .Where(installation => !installation.IsGone)
            .GroupBy(installation => (installation.OrganizationId, installation.ExtensionKey))
            .Where(same => same.Count() > 1)
            .Select(same => $"{same.Key.ExtensionKey} is installed {same.Count()} times by {same.Key.OrganizationId}."));
        broken.AddRange(installations
            .Where(installation => releases[installation.ReleaseId].ExtensionKey != installation.ExtensionKey
                || offers[installation.OfferId].ReleaseId != installation.ReleaseId)
            .Select(installation => $"Installation {installation.Number} runs a release or an offer of something else."));
        broken.AddRange(installations.SelectMany(installation => Broken(installation, [.. operations[installation.Id]])));
        broken.AddRange(installations
            .Where(installation => !consents.Exists(consent => consent.InstallationId == installation.Id))
            .Select(installation => $"Nobody agreed to installation {installation.Number}."));
        broken.AddRange(consents
            .Where(consent => consent.Hash != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(consent.Difference))))
            .Select(consent => $"Consent {consent.Id} has another hash than its difference."));
        return broken;
    }

    private static IEnumerable<string> Broken(Installation installation, IReadOnlyList<InstallationOperation> operations)
    {
        var open = operations.Where(operation => operation.IsOpen).ToList();
        if (open.Count > 1)
        {
            yield return $"Installation {installation.Number} has {open.Count} open operations.";
        }

        var expected = installation.State switch
        {
            InstallationState.Installing => OperationKind.Install,
            InstallationState.Uninstalling => OperationKind.Uninstall,
            InstallationState.Upgrading => open.FirstOrDefault()?.Kind is OperationKind.Rollback ? OperationKind.Rollback : OperationKind.Upgrade,
            _ => (OperationKind?)null,
        };
        // After the switch, people are still to be notified.
        var left = open.Where(operation => operation.Step is not (OperationStep.Notify or OperationStep.Farewell)).ToList();
        if (expected is null ? left.Count > 0 : left.Count != 1 || left[0].Kind != expected)
        {
            yield return $"Installation {installation.Number} is {installation.State} with {string.Join(", ", left.Select(operation => operation.Kind))}.";
        }

        foreach (var operation in operations.Where(operation => (operation.State == OperationState.Running) != operation.LeaseUntil.HasValue))
        {
            yield return $"Operation {operation.Id} is {operation.State} and leased until {operation.LeaseUntil}.";
        }

        if (installation.State is InstallationState.Active or InstallationState.Upgrading)
        {
            // Several at one instant are possible while a test's clock stands.
            var switched = operations.Where(operation => operation.Reached.Any(reached => reached.Step == OperationStep.Notify)).ToList();
            var last = switched.Max(operation => operation.CreatedAt);
            if (!switched.Exists(operation => operation.CreatedAt == last && operation.To.ReleaseId == installation.ReleaseId))
            {
                yield return $"Installation {installation.Number} runs another release than its last operation says.";
            }
        }
    }
}
