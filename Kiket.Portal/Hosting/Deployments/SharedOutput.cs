using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>What the container of a customer printed, while the customer lets the publisher read it.</summary>
/// <param name="Number">Of the installation.</param>
/// <param name="Organization">The customer's name.</param>
/// <param name="Lines">Newest last.</param>
public sealed record SharedOutput(long Number, string Organization, DateTimeOffset Until, IReadOnlyList<OutputLine> Lines)
{
    public string Text => string.Join('\n', Lines.Select(line =>
        string.Create(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss} {line.Text}")));
}

/// <summary>Reads output that customers share with the publisher of an extension.</summary>
public sealed class SharedOutputQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int MostShown = 20;
    private const int MostLines = 200;

    /// <summary>For an Owner or Admin of the publisher, those that end last first. Nothing that isn't shared at this instant.</summary>
    public async Task<Result<IReadOnlyList<SharedOutput>>> RunAsync(Guid extensionKey, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var publisher = await db.Set<Extension>().Where(extension => extension.Id == extensionKey)
            .Select(extension => extension.OrganizationId)
            .SingleOrDefaultAsync(cancellationToken);
        if (!await db.Set<Membership>().AnyAsync(
            member => member.OrganizationId == publisher && member.UserId == actor.UserId
                && (member.Role == OrganizationRole.Owner || member.Role == OrganizationRole.Admin), cancellationToken))
        {
            return Error.NotFound("extension_not_found", "There is no such extension.");
        }

        var now = clock.GetUtcNow();
        var shared = await (
            from deployment in db.Set<Deployment>()
            where deployment.ExtensionKey == extensionKey && deployment.OutputSharedUntil > now
            join installation in db.Set<Installation>() on deployment.InstallationId equals installation.Id
            join organization in db.Set<Organization>() on deployment.OrganizationId equals organization.Id
            orderby deployment.OutputSharedUntil descending
            select new { deployment.InstallationId, installation.Number, organization.Name, deployment.OutputSharedUntil })
            .Take(MostShown)
            .ToListAsync(cancellationToken);
        var all = new List<SharedOutput>();
        foreach (var one in shared)
        {
            var lines = await db.Set<OutputLine>().AsNoTracking()
                .Where(line => line.InstallationId == one.InstallationId)
                .OrderByDescending(line => line.Id)
                .Take(MostLines)
                .ToListAsync(cancellationToken);
            lines.Reverse();
            all.Add(new SharedOutput(one.Number, one.Name, one.OutputSharedUntil!.Value, lines));
        }

        return Result.Of<IReadOnlyList<SharedOutput>>(all);
    }
}
