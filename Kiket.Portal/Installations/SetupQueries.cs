using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>What an installation asks for and has.</summary>
public sealed record InstallationSetup(Installation Installation, ConfigurationForm Form, ConfigurationValues Values);

/// <summary>Reads what releases ask for and what installations have answered. Secrets are never among the values.</summary>
public sealed class SetupQueries(IDbContextFactory<PortalDb> databases)
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
}
