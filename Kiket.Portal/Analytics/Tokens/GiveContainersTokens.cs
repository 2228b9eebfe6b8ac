using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Tokens;

/// <summary>
/// Gives a container the address at which its SDK reports, with a token that proves whose container it is and what runs in it. Only the token's
/// hash is stored, so a container that is made again is given another one, and the one before no longer counts.
/// </summary>
public sealed class GiveContainersTokens(IDbContextFactory<PortalDb> databases, SecretLinks links, TimeProvider clock) : IContainerVariables
{
    public const string AddressVariable = "KIKET_SDK_TELEMETRY_URL";

    public const string OptOutVariable = "KIKET_SDK_TELEMETRY_OPTOUT";

    /// <summary>An old container and its successor run at the same time while one replaces the other, and a restart may come in between.</summary>
    private const int MostGenerations = 3;

    public string? Host => HostOf(links.Root);

    /// <summary>The portal's host, if the edge can connect to it: it connects to port 443 alone, and its own machine is not the portal's.</summary>
    /// <param name="portal">Null when the portal doesn't know its address.</param>
    public static string? HostOf(Uri? portal) =>
        portal is { Scheme: "https", IsDefaultPort: true } && HostName.Of(portal) is { } host
            && !HostName.IsNumeric(host) && host != "localhost" && !host.EndsWith(".localhost", StringComparison.Ordinal)
            ? host
            : null;

    public async Task<IReadOnlyDictionary<string, string>> ForAsync(Deployment deployment, Generation generation, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = await db.Set<InstallationTelemetry>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.InstallationId == deployment.InstallationId, cancellationToken);
        if (chosen?.Detail == TelemetryDetail.Off)
        {
            variables[OptOutVariable] = "1";
            return variables;
        }

        if (links.Root is not { } portal)
        {
            return variables;
        }

        var value = TelemetryTokenValue.Generate();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<TelemetryToken>()
            .Where(token => token.InstallationId == deployment.InstallationId
                && (token.Generation == generation.Number || token.Generation <= generation.Number - MostGenerations))
            .ExecuteDeleteAsync(cancellationToken);
        db.Add(TelemetryToken.OfContainer(
            deployment.ExtensionKey, deployment.InstallationId, generation.ReleaseId, generation.Number, value, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        variables[AddressVariable] = new Uri(portal, TelemetryTokenValue.Path(value)).ToString();
        return variables;
    }
}
