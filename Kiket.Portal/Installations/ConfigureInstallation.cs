using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>Changes what an installation is configured with. Secrets go in and never come out.</summary>
public sealed class ConfigureInstallation(UnitOfWork unit, InstallationAnswers answers, InstallationTopic topic)
{
    /// <param name="given">Only what changes, by key; null removes.</param>
    /// <returns>The keys that changed.</returns>
    public Task<Result<IReadOnlyList<string>>> RunAsync(
        ChangedInstallation which, IReadOnlyDictionary<string, string?> given, CancellationToken cancellationToken) =>
        RunAsync(which, given, onlySecrets: false, cancellationToken);

    /// <summary>The same for secrets alone: a key that is no secret of the installed release is refused.</summary>
    public Task<Result<IReadOnlyList<string>>> SetSecretAsync(ChangedInstallation which, string key, string value, CancellationToken cancellationToken) =>
        RunAsync(which, new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value }, onlySecrets: true, cancellationToken);

    private Task<Result<IReadOnlyList<string>>> RunAsync(
        ChangedInstallation which, IReadOnlyDictionary<string, string?> given, bool onlySecrets, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var db = work.Db;
            var opened = await InstallationAccess.OpenAsync(db, which.Number, which.OrganizationId, which.Actor, OrganizationRole.Admin, cancellationToken);
            if (!opened.TryGet(out var installation, out var error))
            {
                return error;
            }

            if (installation.IsGone)
            {
                return Error.Conflict("installation_uninstalled", "It is uninstalled, so it can't be changed. Install it again.");
            }

            if (which.ExpectedVersion is { } expected && expected != installation.RowVersion)
            {
                return UnitOfWork.Lost;
            }

            var form = await InstallationAnswers.FormAsync(db, installation.ReleaseId, cancellationToken);
            if (onlySecrets && given.Keys.FirstOrDefault(key => form.Find(key) is not { IsSecret: true }) is { } other)
            {
                return Error.Field("key", "secret_unknown", $"It asks for no secret “{(other.Length > 60 ? other[..60] + "…" : other)}”. Check the key.");
            }

            var saved = await answers.SaveAsync(db, installation, form, given, [], which.Actor.Name, work.Now, cancellationToken);
            if (!saved.TryGet(out var stored, out error))
            {
                return error;
            }

            installation.Configure(stored.Version);
            work.Audit(
                which.Actor,
                "installation.configured",
                new AuditSubject("installation", await db.Set<Extension>()
                    .Where(extension => extension.Id == installation.ExtensionKey)
                    .Select(extension => extension.ExtensionId)
                    .SingleAsync(cancellationToken)),
                installation.OrganizationId,
                after: new { keys = stored.Changed });
            if (installation.State == InstallationState.Active && stored.Changed.Count > 0)
            {
                work.Raise(new InstallationConfigured(installation.Id, Guid.CreateVersion7(work.Now)));
            }

            work.Refresh(() => topic.PublishAsync(installation));
            return Result.Of(stored.Changed);
        },
        cancellationToken);
}
