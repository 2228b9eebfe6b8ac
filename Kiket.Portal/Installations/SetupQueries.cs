using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>What an installation asks for and has.</summary>
public sealed record InstallationSetup(Installation Installation, ConfigurationForm Form, ConfigurationValues Values);

/// <summary>What an organization had filled in before it uninstalled the extension. Secrets are gone.</summary>
/// <param name="Until">Until when it is stored.</param>
/// <param name="Values">Those that still fit what is asked, by key.</param>
public sealed record FormerSettings(DateTimeOffset UninstalledAt, DateTimeOffset Until, IReadOnlyDictionary<string, string> Values);

/// <summary>Reads what releases ask for and what installations have answered. Secrets are never among the values.</summary>
public sealed class SetupQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>For any member of the organization.</summary>
    public async Task<Result<InstallationSetup>> FindAsync(long number, Guid? organizationId, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var opened = await InstallationAccess.OpenAsync(db, number, organizationId, actor, OrganizationRole.Member, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        var form = await InstallationAnswers.FormAsync(db, installation.ReleaseId, cancellationToken);
        return new InstallationSetup(installation, form, await ConfigurationStore.ReadAsync(db, InstallationAnswers.Owner(installation), cancellationToken));
    }

    /// <summary>What a release asks for, before it is installed.</summary>
    public async Task<ConfigurationForm> FormAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await InstallationAnswers.FormAsync(db, releaseId, cancellationToken);
    }

    /// <summary>The settings to offer to an organization that installs an extension again. The caller must check the membership.</summary>
    /// <returns>Null when there are none.</returns>
    public async Task<FormerSettings?> FormerAsync(
        Guid organizationId, Guid extensionKey, ConfigurationForm form, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var former = await db.Set<Installation>().AsNoTracking()
            .Where(installation => installation.OrganizationId == organizationId && installation.ExtensionKey == extensionKey
                && installation.State == InstallationState.Uninstalled && installation.DataUntil > now)
            .OrderByDescending(installation => installation.UninstalledAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (former is null)
        {
            return null;
        }

        var stored = await ConfigurationStore.ReadAsync(db, InstallationAnswers.Owner(former), cancellationToken);
        var values = form.Fields
            .Where(field => field is { IsSecret: false, IsReadOnly: false, IsShared: false })
            .Select(field => (field.Key, stored.Find(field.Key)?.Text, Field: field))
            .Where(value => value.Text is { Length: > 0 } text && CoerceValue.Of(value.Field, text).Succeeded)
            .ToDictionary(value => value.Key, value => value.Text!, StringComparer.Ordinal);
        return values.Count == 0 ? null : new FormerSettings(former.UninstalledAt!.Value, former.DataUntil!.Value, values);
    }
}
