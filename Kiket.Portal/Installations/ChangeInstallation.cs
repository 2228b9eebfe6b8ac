using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Installations;

/// <summary>The installation to change, and the person who changes it.</summary>
/// <param name="OrganizationId">The only organization it may belong to, such as a token's; null for any of the person's.</param>
/// <param name="ExpectedVersion">The row version that the person saw; null to change it whatever it is.</param>
public sealed record ChangedInstallation(long Number, Guid? OrganizationId, Actor Actor, int? ExpectedVersion = null);

/// <summary>Changes how an installation is upgraded: its policy, pinning, and skipping a version; and acknowledges a new publisher.</summary>
public sealed class ChangeInstallation(UnitOfWork unit, InstallationTopic topic)
{
    public Task<Result> ChangePolicyAsync(ChangedInstallation which, InstallationPolicy policy, CancellationToken cancellationToken) =>
        RunAsync(which, "installation.policy_changed", (_, _, _) => policy, cancellationToken);

    public Task<Result> PinAsync(ChangedInstallation which, bool pinned, CancellationToken cancellationToken) => RunAsync(
        which,
        pinned ? "installation.pinned" : "installation.unpinned",
        (installation, _, _) => installation.Policy with { Pinned = pinned },
        cancellationToken);

    /// <summary>Neither offers nor installs this version any more.</summary>
    public Task<Result> SkipAsync(ChangedInstallation which, string? version, CancellationToken cancellationToken) => RunAsync(
        which,
        "installation.version_skipped",
        (installation, facts, now) => Skipped(facts, version).TryGet(out var release, out var error)
            ? release.Id == installation.ReleaseId
                ? Error.Conflict("version_installed", $"{release.Version} is installed, so it can't be skipped. Roll it back instead.")
                : installation.Policy.Skip(release.PrecedenceKey)
            : error,
        cancellationToken);

    public Task<Result> UnskipAsync(ChangedInstallation which, string? version, CancellationToken cancellationToken) => RunAsync(
        which,
        "installation.version_unskipped",
        (installation, facts, now) => Skipped(facts, version).TryGet(out var release, out var error)
            ? installation.Policy.Unskip(release.PrecedenceKey)
            : error,
        cancellationToken);

    /// <summary>The organization knows who publishes it now, so its policy holds again.</summary>
    public Task<Result> AcknowledgeAsync(ChangedInstallation which, CancellationToken cancellationToken) => RunAsync(
        which,
        "installation.publisher_acknowledged",
        (installation, facts, now) =>
        {
            installation.Acknowledge(facts.Publisher, now);
            return installation.Policy;
        },
        cancellationToken);

    private static Result<Release> Skipped(UpgradeFacts facts, string? version) => facts.Find(version ?? "") is { } found
        ? found.Release
        : Error.Field("version", "version_not_found", $"{facts.Extension.ExtensionId} has no such version. Name one of its versions, such as 1.2.0.");

    private Task<Result> RunAsync(
        ChangedInstallation which,
        string action,
        Func<Installation, UpgradeFacts, DateTimeOffset, Result<InstallationPolicy>> change,
        CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var opened = await InstallationAccess.OpenAsync(
                work.Db, which.Number, which.OrganizationId, which.Actor, OrganizationRole.Admin, cancellationToken);
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

            var facts = await UpgradeFacts.ReadAsync(work.Db, installation.ExtensionKey, cancellationToken);
            var before = new { installation.Policy, publisher = installation.Publisher.OrganizationId };
            if (!change(installation, facts, work.Now).TryGet(out var policy, out error))
            {
                return error;
            }

            if (installation.ChangePolicy(policy, work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(
                which.Actor,
                action,
                new AuditSubject("installation", facts.Extension.ExtensionId),
                installation.OrganizationId,
                before,
                new { installation.Policy, publisher = installation.Publisher.OrganizationId });
            work.Refresh(() => topic.PublishAsync(installation));
            return Result.Success();
        },
        cancellationToken);
}
