using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>What of an installation a customer can send along.</summary>
public enum DiagnosticsPart
{
    /// <summary>Version, state and when it was installed and changed.</summary>
    Installation,

    /// <summary>The last calls that failed.</summary>
    Calls,
}

/// <summary>
/// Reads what the customer chose to send along. Never a setting, a secret or an output value; addresses of calls are without their query. The
/// form shows the same lines before they are sent.
/// </summary>
public sealed class ReadDiagnostics(IDbContextFactory<PortalDb> databases)
{
    private const int MaxCalls = 10;
    private const int MaxMessage = 200;

    private static readonly CallResult[] Good = [CallResult.Allowed, CallResult.Denied, CallResult.Pending];

    /// <summary>All parts, to choose from; empty when the organization has no such installation.</summary>
    public async Task<IReadOnlyList<(DiagnosticsPart Part, TicketDiagnostics Shown)>> RunAsync(
        Guid organizationId, Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await (
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.OrganizationId == organizationId && installation.ExtensionKey == extensionKey
            join release in db.Set<Release>() on installation.ReleaseId equals release.Id
            orderby installation.UninstalledAt == null descending, installation.Number descending
            select new { installation, release.Version }).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return [];
        }

        var parts = Enum.GetValues<DiagnosticsPart>();
        var shown = await RunAsync(db, found.installation, found.Version, parts, cancellationToken);
        return [.. parts.Zip(shown)];
    }

    internal static async Task<IReadOnlyList<TicketDiagnostics>> RunAsync(
        PortalDb db, Installation installation, string version, IReadOnlyCollection<DiagnosticsPart> parts, CancellationToken cancellationToken)
    {
        var read = new List<TicketDiagnostics>();
        foreach (var part in parts.Distinct().Where(Enum.IsDefined).Order())
        {
            read.Add(part == DiagnosticsPart.Installation ? Installed(installation, version) : await CallsAsync(db, installation, cancellationToken));
        }

        return read;
    }

    private static TicketDiagnostics Installed(Installation installation, string version) => new(
        "Installation",
        [
            $"Version {version}",
            $"State: {installation.State.ToString().ToLowerInvariant()}",
            .. installation.InstalledAt is { } installed ? [$"Installed {Moment(installed)}"] : Array.Empty<string>(),
            .. installation.SwitchedAt is { } switched ? [$"Last change of version {Moment(switched)}"] : Array.Empty<string>(),
        ]);

    private static async Task<TicketDiagnostics> CallsAsync(PortalDb db, Installation installation, CancellationToken cancellationToken)
    {
        var failed = await db.Set<CallAttempt>().AsNoTracking()
            .Where(call => call.Installation == installation.Number && !Good.Contains(call.Result))
            .OrderByDescending(call => call.At).ThenByDescending(call => call.Id)
            .Take(MaxCalls)
            .ToListAsync(cancellationToken);
        return new TicketDiagnostics(
            "Last failed calls",
            failed.Count == 0 ? ["None of the calls that are still stored failed."] : [.. failed.Select(Line)]);
    }

    private static string Line(CallAttempt call)
    {
        var message = PlainText.OneLine(call.Message ?? call.Result.ToString());
        var status = call.Status is { } code ? string.Create(CultureInfo.InvariantCulture, $", status {code}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Moment(call.At)}: {call.Event}{status}, {call.DurationMs} ms: {(message.Length > MaxMessage ? message[..MaxMessage] + "…" : message)}");
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
