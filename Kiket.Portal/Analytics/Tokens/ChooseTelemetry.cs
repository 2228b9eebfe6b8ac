using System.Globalization;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Tokens;

/// <summary>
/// An Owner or Admin of the organization that runs a hosted installation chooses what is kept of its errors. Turning it off or on again takes effect
/// in its container at the next start; until then the portal ignores what it sends.
/// </summary>
public sealed class ChooseTelemetry(UnitOfWork unit, TelemetryTopic topic)
{
    /// <param name="detail">Null for a word that is none.</param>
    public Task<Result> RunAsync(ChangedInstallation which, TelemetryDetail? detail, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var opened = await InstallationAccess.OpenAsync(
                work.Db, which.Number, which.OrganizationId, which.Actor, OrganizationRole.Admin, cancellationToken);
            if (!opened.TryGet(out var installation, out var error))
            {
                return (Result)error;
            }

            if (detail is not { } chosen)
            {
                return Error.Field("detail", "detail_invalid", "Choose what is sent: full, class_only or off.");
            }

            if (!await work.Db.Set<Deployment>().AnyAsync(one => one.InstallationId == installation.Id, cancellationToken))
            {
                return Error.Conflict("not_hosted", "Its publisher runs it, so the portal gets nothing from it that you could turn off.");
            }

            var setting = await work.Db.Set<InstallationTelemetry>().SingleOrDefaultAsync(one => one.InstallationId == installation.Id, cancellationToken);
            var before = setting?.Detail ?? TelemetryDetail.Full;
            if (before == chosen)
            {
                return Result.Success();
            }

            if (setting is null)
            {
                work.Db.Add(setting = new InstallationTelemetry(installation.Id));
            }

            setting.Choose(chosen);
            work.Audit(
                which.Actor,
                "installation.telemetry_chosen",
                new AuditSubject("installation", installation.Number.ToString(CultureInfo.InvariantCulture)),
                installation.OrganizationId,
                new { telemetry = before },
                new { telemetry = chosen });
            work.Refresh(topic.PublishAsync);
            return Result.Success();
        },
        cancellationToken);
}
