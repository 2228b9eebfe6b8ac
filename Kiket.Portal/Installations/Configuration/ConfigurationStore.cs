using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>
/// Reads and writes the configuration of installations, inside the caller's change. Each save is a version; its number is
/// the snapshot that a rollback restores.
/// </summary>
public sealed class ConfigurationStore(SecretBox box)
{
    /// <summary>Values that were replaced this long ago can't be rolled back to any more.</summary>
    public static readonly TimeSpan RestorableFor = TimeSpan.FromDays(30);

    private const string Purpose = "InstallationConfiguration:";

    public static async Task<ConfigurationValues> ReadAsync(PortalDb db, ConfigurationOwner owner, CancellationToken cancellationToken)
    {
        var rows = await Current(db, owner).Where(row => row.Value != null).ToListAsync(cancellationToken);
        return new ConfigurationValues(rows
            // A key that a release moved from one scope to the other is stored in both; the release's own scope isn't known here.
            .GroupBy(row => row.Key, StringComparer.Ordinal)
            .Select(group => group.OrderByDescending(row => row.SetAt).First())
            .ToDictionary(
                row => row.Key,
                row => new StoredValue(row.Key, row.IsSecret ? null : row.Value, row.IsSecret, row.IsShared, row.LastFour, row.SetBy, row.SetAt),
                StringComparer.Ordinal));
    }

    /// <summary>The secrets of a form's visible fields, decrypted for a call. One that can't be decrypted any more counts as missing.</summary>
    public async Task<IReadOnlyDictionary<string, SecretText>> RevealAsync(
        PortalDb db, ConfigurationOwner owner, ConfigurationForm form, CancellationToken cancellationToken)
    {
        var values = await ReadAsync(db, owner, cancellationToken);
        var wanted = values.Visible(form).Where(field => field.IsSecret).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var secrets = new Dictionary<string, SecretText>(StringComparer.Ordinal);
        foreach (var row in await Current(db, owner).Where(row => row.IsSecret && row.Value != null).OrderBy(row => row.SetAt).ToListAsync(cancellationToken))
        {
            if (wanted.Contains(row.Key) && box.TryReveal(row.Value, Purpose + row.Key, row.ScopeId, out var plain))
            {
                secrets[row.Key] = new SecretText(plain);
            }
        }

        return secrets;
    }

    /// <summary>The number of the newest version of the installation's own values; 0 before the first.</summary>
    public static async Task<int> VersionAsync(PortalDb db, ConfigurationOwner owner, CancellationToken cancellationToken) =>
        await db.Set<ConfigurationRow>().Where(row => row.ScopeId == owner.InstallationId).MaxAsync(row => (int?)row.Version, cancellationToken) ?? 0;

    /// <summary>Checks answers and stores them as one version, with generated values for what nobody enters. Save the context afterwards.</summary>
    /// <param name="given">Only what changes, as text. Null removes; an empty text removes too, and leaves a secret as it is.</param>
    /// <returns>The keys that changed; or every problem, each with its key as the field.</returns>
    public async Task<Result<IReadOnlyList<string>>> SaveAsync(
        PortalDb db,
        ConfigurationOwner owner,
        ConfigurationForm form,
        IReadOnlyDictionary<string, string?> given,
        string setBy,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (!CheckAnswers.Of(form, await ReadAsync(db, owner, cancellationToken), given).TryGet(out var answers, out var error))
        {
            return error;
        }

        foreach (var scope in answers.Changes.GroupBy(change => change.Field.IsShared))
        {
            var version = await NextAsync(db, owner.ScopeOf(scope.Key), cancellationToken);
            foreach (var (field, value) in scope)
            {
                var secret = field.IsSecret && value is not null ? new SecretText(value) : null;
                var stored = secret is null ? value : box.Protect(secret.Reveal(), Purpose + field.Key, owner.ScopeOf(field.IsShared));
                db.Add(ConfigurationRow.Of(owner, field, version, stored, secret?.LastFour, setBy, now));
            }
        }

        return Result<IReadOnlyList<string>>.From([.. answers.Changes.Select(change => change.Field.Key)]);
    }

    /// <summary>Makes the installation's own values what they were at a version. Shared values stay. Save the context afterwards.</summary>
    public static async Task RestoreAsync(
        PortalDb db, ConfigurationOwner owner, int version, string setBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await db.Set<ConfigurationRow>().AsNoTracking().Where(row => row.ScopeId == owner.InstallationId).ToListAsync(cancellationToken);
        var next = rows.Count == 0 ? 1 : rows.Max(row => row.Version) + 1;
        foreach (var key in rows.GroupBy(row => row.Key, StringComparer.Ordinal))
        {
            var current = key.MaxBy(row => row.Version)!;
            var then = key.Where(row => row.Version <= version).MaxBy(row => row.Version);
            if (current.Value != then?.Value)
            {
                db.Add(ConfigurationRow.Again(then ?? current, then?.Value, next, setBy, now));
            }
        }
    }

    /// <summary>Deletes the installation's secrets in all versions, at once.</summary>
    /// <param name="withShared">Also the organization's own for the extension, when no other installation uses them.</param>
    public static Task DeleteSecretsAsync(PortalDb db, ConfigurationOwner owner, bool withShared, CancellationToken cancellationToken) =>
        Of(db, owner, withShared).Where(row => row.IsSecret).ExecuteDeleteAsync(cancellationToken);

    /// <inheritdoc cref="DeleteSecretsAsync"/>
    /// <summary>Deletes everything that is stored, in all versions, at once.</summary>
    public static Task DeleteAllAsync(PortalDb db, ConfigurationOwner owner, bool withShared, CancellationToken cancellationToken) =>
        Of(db, owner, withShared).ExecuteDeleteAsync(cancellationToken);

    /// <summary>The keys of the secrets that the organization keeps for the extension itself.</summary>
    public static async Task<IReadOnlyList<string>> SharedSecretsAsync(PortalDb db, ConfigurationOwner owner, CancellationToken cancellationToken) =>
        await Shared(db, owner).Select(row => row.Key).Distinct().ToListAsync(cancellationToken);

    /// <summary>One of them, decrypted; null when there is none that can be.</summary>
    public async Task<SecretText?> RevealSharedAsync(PortalDb db, ConfigurationOwner owner, string key, CancellationToken cancellationToken) =>
        await Shared(db, owner).SingleOrDefaultAsync(row => row.Key == key, cancellationToken) is { } row
            && box.TryReveal(row.Value, Purpose + row.Key, row.ScopeId, out var plain)
                ? new SecretText(plain)
                : null;

    /// <summary>Stores one of them, whether a manifest asks for it or not. Save the context afterwards.</summary>
    public async Task SetSharedAsync(
        PortalDb db, ConfigurationOwner owner, string key, SecretText value, string setBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var field = new FormField(key, FieldKind.Text, key) { IsSecret = true, IsShared = true };
        var version = await NextAsync(db, owner.SharedScope, cancellationToken);
        db.Add(ConfigurationRow.Of(owner, field, version, box.Protect(value.Reveal(), Purpose + key, owner.SharedScope), value.LastFour, setBy, now));
    }

    /// <summary>How many secrets an organization has stored, for all its extensions.</summary>
    public static Task<int> CountSecretsAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var rows = db.Set<ConfigurationRow>();
        return rows.CountAsync(
            row => row.OrganizationId == organizationId && row.IsSecret && row.Value != null
                && !rows.Any(later => later.ScopeId == row.ScopeId && later.Key == row.Key && later.Version > row.Version),
            cancellationToken);
    }

    private static IQueryable<ConfigurationRow> Shared(PortalDb db, ConfigurationOwner owner)
    {
        var scope = owner.SharedScope;
        return Current(db, owner).Where(row => row.ScopeId == scope && row.IsSecret && row.Value != null);
    }

    private static IQueryable<ConfigurationRow> Of(PortalDb db, ConfigurationOwner owner, bool withShared)
    {
        var (own, shared) = (owner.InstallationId, withShared ? owner.SharedScope : owner.InstallationId);
        return db.Set<ConfigurationRow>().Where(row => row.ScopeId == own || row.ScopeId == shared);
    }

    private static IQueryable<ConfigurationRow> Current(PortalDb db, ConfigurationOwner owner)
    {
        var rows = db.Set<ConfigurationRow>();
        return Of(db, owner, withShared: true).AsNoTracking()
            .Where(row => !rows.Any(later => later.ScopeId == row.ScopeId && later.Key == row.Key && later.Version > row.Version));
    }

    private static async Task<int> NextAsync(PortalDb db, Guid scope, CancellationToken cancellationToken) =>
        (await db.Set<ConfigurationRow>().Where(row => row.ScopeId == scope).MaxAsync(row => (int?)row.Version, cancellationToken) ?? 0) + 1;
}
