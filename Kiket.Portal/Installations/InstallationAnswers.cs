using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>What a release asks its customers, and what an installation has answered, inside the caller's change.</summary>
public sealed class InstallationAnswers(ConfigurationStore store)
{
    /// <summary>Nobody answered what the release must know.</summary>
    public const string Required = "configuration_required";

    public static ConfigurationOwner Owner(Installation installation) => new(installation.Id, installation.OrganizationId, installation.ExtensionKey);

    public static async Task<Manifest> ManifestAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken) => await (
        from release in db.Set<Release>()
        where release.Id == releaseId
        join snapshot in db.Set<CommitSnapshot>() on release.SnapshotId equals snapshot.Id
        select snapshot.Manifest).AsNoTracking().SingleAsync(cancellationToken) ?? new Manifest();

    public static async Task<ConfigurationForm> FormAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken) =>
        ConfigurationForm.Of(await ManifestAsync(db, releaseId, cancellationToken));

    /// <summary>
    /// Stores answers to what a release asks, and refuses when one that it needs is missing. Missing secrets don't count: the extension says so
    /// itself, and the page reminds of them.
    /// </summary>
    /// <param name="needed">Only these keys must be answered; null for all that the release needs.</param>
    /// <returns>The version of the configuration from now on, and the keys that changed.</returns>
    public async Task<Result<SavedAnswers>> SaveAsync(
        PortalDb db,
        Installation installation,
        ConfigurationForm form,
        IReadOnlyDictionary<string, string?> given,
        IReadOnlyCollection<string>? needed,
        string setBy,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var owner = Owner(installation);
        if (!(await store.SaveAsync(db, owner, form, given, setBy, now, cancellationToken)).TryGet(out var changed, out var error))
        {
            return error;
        }

        await db.SaveChangesAsync(cancellationToken);
        var values = await ConfigurationStore.ReadAsync(db, owner, cancellationToken);
        List<FormField> missing = [.. values.MissingAnswers(form).Where(field => needed?.Contains(field.Key) != false)];
        return missing.Count > 0 ? Missing(missing) : new SavedAnswers(await ConfigurationStore.VersionAsync(db, owner, cancellationToken), changed);
    }

    private static Error Missing(List<FormField> missing) => Error.Invalid(
        Required,
        $"It needs an answer for {string.Join(", ", missing.Select(field => $"“{field.Label}”"))}. "
            + "Fill it in on the extension's page, or send it as configuration.",
        [.. missing.Select(field => new ErrorDetail(field.Key, $"Enter {field.Label}."))]);
}

/// <param name="Version">0 while nothing is stored.</param>
/// <param name="Changed">Keys.</param>
public sealed record SavedAnswers(int Version, IReadOnlyList<string> Changed);
