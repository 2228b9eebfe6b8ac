using System.Globalization;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Tells the organizations that run a blocked release how to leave it, notes it in their audit logs and refreshes their pages; the same when
/// the block is taken back.
/// </summary>
public sealed class NotifyOfBlock(NotifyInstallations notify, InstallationTopic topic) : IEventHandler<ReleaseBlocked>, IEventHandler<ReleaseUnblocked>
{
    public const string HandlerName = "notify-of-block";

    public Task RunAsync(ReleaseBlocked happened, DateTimeOffset at, CancellationToken cancellationToken) => notify.RunAsync(
        happened.ReleaseId,
        one => new InstallationNotice(
            "installation.release_blocked",
            Key(happened.ReleaseId, at),
            $"{one.Name} {happened.Version}, which you run, is blocked",
            $"{happened.Reason} Kiket sends it nothing any more. Upgrade it, roll it back or uninstall it now."),
        cancellationToken,
        (work, one) => NoteAsync(work, one, new Noted("installation.blocked", at, new { happened.Version, happened.Reason }), cancellationToken));

    public Task RunAsync(ReleaseUnblocked happened, DateTimeOffset at, CancellationToken cancellationToken) => notify.RunAsync(
        happened.ReleaseId,
        one => new InstallationNotice(
            "installation.release_unblocked",
            Key(happened.ReleaseId, at),
            $"{one.Name} {happened.Version} is no longer blocked",
            "It can be used again, and Kiket sends it what it needs."),
        cancellationToken,
        (work, one) => NoteAsync(work, one, new Noted("installation.unblocked", at, new { happened.Version }), cancellationToken));

    private static string Key(Guid releaseId, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{releaseId}:{at.UtcTicks}");

    private async Task NoteAsync(Work work, RunningInstallation one, Noted noted, CancellationToken cancellationToken)
    {
        // Done again after a kill, it finds its own entry: no other of this action is as late.
        var isNoted = await work.Db.Set<AuditEntry>().AnyAsync(
            entry => entry.OrganizationId == one.OrganizationId && entry.Action == noted.Action && entry.SubjectId == one.ExtensionId && entry.At >= noted.At,
            cancellationToken);
        if (!isNoted)
        {
            work.Audit(actor: null, noted.Action, new AuditSubject("installation", one.ExtensionId), one.OrganizationId, after: noted.After);
        }

        work.Refresh(() => topic.PublishAsync(one.Id));
        work.Refresh(() => topic.PublishAsync(one.OrganizationId));
    }

    /// <param name="At">When it happened to the release.</param>
    private sealed record Noted(string Action, DateTimeOffset At, object After);
}
